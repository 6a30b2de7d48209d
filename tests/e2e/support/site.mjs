// A server and a browser for one test file, and the people who use them.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launchBrowser, openVisitor } from './browser.mjs';
import { startServer } from './server.mjs';

/** Starts both; close it in `after`. */
export async function openSite(options) {
  const server = await startServer(options);
  try {
    return new Site(server, await launchBrowser());
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class Site {
  #states = new Map();

  constructor(server, browser) {
    this.server = server;
    this.browser = browser;
    this.url = server.url;
  }

  /**
   * Runs a story in a fresh context and then holds that the browser had nothing to complain
   * about. The story gets `{ page, visitor }`.
   */
  async visit(options, story) {
    const visitor = await openVisitor(this.browser, this.url, options);
    try {
      const page = await visitor.newPage();
      await story({ page, visitor });
      assert.deepEqual(visitor.problems, [], 'the browser complained');
    } catch (error) {
      error.stack += await this.#scene(visitor);
      throw error;
    } finally {
      await visitor.context.close();
    }
  }

  /** As `visit`, signed in with this role. */
  async as(role, options, story) {
    await this.visit({ ...options, state: await this.state(role) }, story);
  }

  /** The cookies of somebody signed in with this role; its link is opened once. */
  async state(role) {
    if (!this.#states.has(role)) this.#states.set(role, this.#signIn(role));
    return this.#states.get(role);
  }

  async #signIn(role) {
    const context = await this.browser.newContext();
    try {
      const answer = await context.request.get(this.server.links[role]);
      assert.equal(answer.status(), 200, `the ${role}'s link: ${await answer.text()}`);
      const { cookies, ...state } = await context.storageState();
      // Only the session: each visitor brings a language and a theme.
      return { ...state, cookies: cookies.filter(({ name }) => name === 'yanxi_session') };
    } finally {
      await context.close();
    }
  }

  /** What to know about a failure: where, what it looked like, what the server said. */
  async #scene(visitor) {
    const { page, problems } = visitor;
    const lines = [`\n  at ${page?.url()}`, ...problems.map((problem) => `  ${problem}`)];
    const folder = process.env.YANXI_E2E_SHOTS;
    if (page && folder) {
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, `failure-${process.pid}-${Date.now()}.png`);
      await page.screenshot({ path: file }).catch(() => {});
      lines.push(`  picture: ${file}`);
    }
    return `${lines.join('\n')}\n  server:\n${this.server.log()}`;
  }

  /** Ends both; with pages open, as it would be in use. */
  async close() {
    try {
      await this.server.stop();
    } finally {
      await this.browser.close();
    }
  }
}
