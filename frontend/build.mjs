// Bundles the islands and the styles into dist/, with content-hashed names, compressed copies
// and manifest.json (name → file, size, gzip size). The same sources give the same bytes: dist
// is committed, and the tests rebuild and compare. Fails when a page would grow too heavy.

import { build } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** Every entry that may exist; an island is loaded only by the pages that hold its element. */
const scripts = ['base', 'lesson', 'playground', 'digits', 'desk', 'people', 'watch'];
const styles = ['app', 'lab', 'desk'];

/** Upper bounds in bytes of gzip: what a page of that kind loads together. */
const budgets = [
  ['JavaScript of a text page', 15_000, ['base.js', 'lesson.js']],
  ['JavaScript of the people page', 15_000, ['base.js', 'people.js']],
  ['JavaScript of watching', 15_000, ['base.js', 'lesson.js', 'watch.js']],
  ['CSS of every page', 12_000, ['app.css']],
  ['CSS of a lab page', 20_000, ['app.css', 'lab.css']],
  ['CSS of the desk', 20_000, ['app.css', 'desk.css']],
  ['island playground', 20_000, ['playground.js']],
  ['island digits', 20_000, ['digits.js']],
  ['island desk', 20_000, ['desk.js']],
  ['maths font', 85_000, ['stix-two-math.woff2']],
];

const gzip = (bytes) => {
  const out = gzipSync(bytes, { level: 9 });
  out[9] = 255; // "unknown" system, so that every platform writes the same header
  return out;
};
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

const entryPoints = [
  ...scripts.map((name) => join(root, 'src', `${name}.ts`)),
  ...styles.map((name) => join(root, 'css', `${name}.css`)),
  join(root, 'icon.svg'),
].filter(existsSync);

const result = await build({
  absWorkingDir: root,
  entryPoints,
  outdir: dist,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: 'esm',
  target: 'chrome86',
  charset: 'utf8',
  legalComments: 'none',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'copy' },
  logLevel: 'warning',
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const manifest = {};
for (const { path, contents } of result.outputFiles) {
  const file = basename(path);
  const name = file.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1');
  const small = gzip(contents);
  writeFileSync(join(dist, file), contents);
  manifest[name] = { file, size: contents.length, gzip: small.length };
  if (!file.endsWith('.woff2')) {
    writeFileSync(join(dist, `${file}.gz`), small);
    writeFileSync(join(dist, `${file}.br`), brotli(contents));
  }
}
const sorted = Object.fromEntries(Object.keys(manifest).sort().map((name) => [name, manifest[name]]));
writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(sorted, null, 1)}\n`);

let failed = false;
for (const [what, limit, names] of budgets) {
  const present = names.filter((name) => sorted[name]);
  const sum = present.reduce((total, name) => total + sorted[name].gzip, 0);
  if (present.length === 0) continue;
  const over = sum > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : '  ok'}  ${String(sum).padStart(6)} of ${limit} B  ${what}`);
}
for (const file of readdirSync(join(root, 'src')).filter((file) => file.endsWith('.ts'))) {
  if (!scripts.includes(basename(file, '.ts')) && !file.endsWith('.d.ts')) {
    console.error(`src/${file} is not an entry: put shared code into a folder`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
