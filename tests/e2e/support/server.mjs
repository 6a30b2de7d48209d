// Starts `yanxi serve` on a free port with an empty data directory, and stops it.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The program under test. */
export const PROGRAM = process.env.YANXI ?? path.join(ROOT, 'target/debug/yanxi');

/** The roles of the sample class, for each of which `serve` prints a link. */
const ROLES = ['trainee', 'instructor', 'grader', 'administrator'];

const START_TIME_MS = 30_000;
const STOP_TIME_MS = 15_000;

/**
 * A running server: `url` without a slash at its end, `links` from role to single-use address,
 * `data` its directory, `log()` what it wrote.
 */
export async function startServer({ args = [] } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'yanxi-e2e-'));
  const child = spawn(PROGRAM, ['serve', '--data', data, '--addr', '127.0.0.1:0', ...args], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const lines = [];
  const exited = once(child, 'exit');
  const keep = (stream) => {
    const reader = createInterface({ input: stream });
    reader.on('line', (line) => lines.push(line));
    return reader;
  };
  const log = () => lines.slice(-60).join('\n');
  const [stdout] = [keep(child.stdout), keep(child.stderr)];
  // A test run that dies must not leave servers behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const links = {};
  let url;
  const ready = new Promise((resolve) => {
    stdout.on('line', (line) => {
      url ??= /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      const [, role, link] = /(\w+)\s.*?(https?:\/\/\S+\/sign-in\/\S+)/.exec(line) ?? [];
      if (link) links[role] = link;
      if (ROLES.every((name) => links[name])) resolve();
    });
  });
  const failed = exited.then(([code]) => {
    throw new Error(`serve ended with ${code} before it was ready:\n${log()}`);
  });
  failed.catch(() => {});
  await Promise.race([ready, failed, timeout(START_TIME_MS, () => `serve printed no links:\n${log()}`)]);

  return {
    url,
    links,
    data,
    log,
    /** Runs another command of the program on the same data directory. */
    async run(...command) {
      const { stdout: text } = await promisify(execFile)(PROGRAM, command, { cwd: data });
      return text;
    },
    /** Stops it as an operator does, and holds it to ending cleanly even with pages open. */
    async stop() {
      child.kill('SIGTERM');
      try {
        const [code, signal] = await Promise.race([
          exited,
          timeout(STOP_TIME_MS, () => `serve did not end on SIGTERM:\n${log()}`),
        ]);
        assert.deepEqual({ code, signal }, { code: 0, signal: null }, `serve ended badly:\n${log()}`);
      } finally {
        kill();
        process.removeListener('exit', kill);
        await rm(data, { recursive: true, force: true });
      }
    },
  };
}

function timeout(ms, message) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(message())), ms).unref();
  });
}
