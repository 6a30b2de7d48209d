// What a page costs on the wire, gzipped, against the budgets of the design.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { openSite } from './support/site.mjs';

const KB = 1000;
const BUDGET = { html: 15 * KB, css: 12 * KB, js: 15 * KB, island: 20 * KB };

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** Bytes of the body as sent to a browser that knows gzip alone. */
function gzipped(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { ...headers, 'accept-encoding': 'gzip' } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const body = Buffer.concat(parts);
        assert.equal(response.statusCode, 200, String(url));
        resolve({ size: body.length, plain: response.headers['content-encoding'] !== 'gzip', gzip: gzipSync(body).length });
      });
    });
    request.on('error', reject);
  });
}

/** HTML, CSS and JS bytes of a page with everything that the browser fetched for it. */
async function weigh(role, path) {
  let weight;
  await site.as(role, { language: 'zh' }, async ({ page, visitor }) => {
    const fetched = [];
    page.on('request', (request) => {
      const kind = { document: 'html', stylesheet: 'css', script: 'js' }[request.resourceType()];
      if (kind) fetched.push({ kind, url: request.url() });
    });
    await page.goto(visitor.at(path), { waitUntil: 'load' });
    const cookies = await visitor.context.cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    weight = { html: 0, css: 0, js: 0, files: [] };
    for (const { kind, url } of fetched) {
      const { size, plain, gzip } = await gzipped(url, { cookie });
      assert.ok(!plain || gzip > size * 0.9, `${url} is sent without compression: ${size} B instead of ${gzip} B`);
      weight[kind] += size;
      weight.files.push(`${new URL(url).pathname} ${size}`);
    }
  });
  return weight;
}

function hold(weight, limits) {
  for (const [kind, limit] of Object.entries(limits)) {
    assert.ok(weight[kind] <= limit, `${kind}: ${weight[kind]} B of ${limit} B\n${weight.files.join('\n')}`);
  }
}

const { island, ...TEXT } = BUDGET;

for (const path of ['', 'modules/ml', 'labs', 'lessons/req-capacity', 'lessons/sec-fairness', 'lessons/app-inspection']) {
  test(`text page /zh/${path}`, async (t) => {
    const weight = await weigh('trainee', path);
    t.diagnostic(`html ${weight.html} B, css ${weight.css} B, js ${weight.js} B`);
    hold(weight, TEXT);
  });
}

for (const path of ['lessons/ml-overfitting', 'lessons/dl-convolution']) {
  test(`lab page /zh/${path}`, async (t) => {
    const text = await weigh('trainee', 'lessons/req-capacity');
    const weight = await weigh('trainee', path);
    t.diagnostic(`html ${weight.html} B, css ${weight.css} B, js ${weight.js} B (island ${weight.js - text.js} B)`);
    hold(weight, { html: BUDGET.html, css: text.css + BUDGET.css, js: text.js + island });
  });
}

for (const [role, path] of [['grader', 'desk'], ['instructor', 'teach'], ['administrator', 'people']]) {
  test(`office page /zh/${path}`, async (t) => {
    const weight = await weigh(role, path);
    t.diagnostic(`html ${weight.html} B, css ${weight.css} B, js ${weight.js} B`);
    hold(weight, { html: BUDGET.html, css: BUDGET.css, js: BUDGET.js + island });
  });
}

test('built files may be kept for ever, and a known one is not sent again', async () => {
  await site.as('trainee', {}, async ({ page, visitor }) => {
    await page.goto(visitor.at(''));
    const sheet = await page.locator('link[rel="stylesheet"]').first().getAttribute('href');
    const response = await fetch(site.url + sheet);
    assert.match(response.headers.get('cache-control'), /immutable/);
    assert.match(response.headers.get('vary') ?? '', /accept-encoding/i);
  });
});
