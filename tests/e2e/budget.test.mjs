// What a page costs on the wire, gzipped, against the budgets of the design.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { openSite } from './support/site.mjs';

const KB = 1000;
const BUDGET = { html: 15 * KB, css: 12 * KB, js: 15 * KB, island: 20 * KB };

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** The body as sent to a browser that knows gzip alone. */
function gzipped(url, cookie) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie, 'accept-encoding': 'gzip' } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        assert.equal(response.statusCode, 200, url);
        assert.equal(response.headers['content-encoding'], 'gzip', `${url} is sent without compression`);
        resolve(Buffer.concat(parts));
      });
    });
    request.on('error', reject);
  });
}

/** HTML, CSS and JS bytes of a page with everything that the browser fetched for it. */
async function weigh(role, path) {
  const weight = { html: 0, css: 0, js: 0, files: [], markup: '' };
  await site.as(role, { language: 'zh' }, async ({ page, visitor }) => {
    const fetched = [];
    page.on('request', (request) => {
      const kind = { document: 'html', stylesheet: 'css', script: 'js' }[request.resourceType()];
      if (kind) fetched.push({ kind, url: request.url() });
    });
    await page.goto(visitor.at(path), { waitUntil: 'load' });
    const cookies = await visitor.context.cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const { kind, url } of fetched) {
      const body = await gzipped(url, cookie);
      weight[kind] += body.length;
      weight.files.push(`${new URL(url).pathname} ${body.length}`);
      if (kind === 'html') weight.markup = gunzipSync(body).toString();
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

// A lab is weighed as a whole, its markup with its styles and its script.
for (const path of ['lessons/ml-overfitting', 'lessons/dl-convolution']) {
  test(`lab page /zh/${path}`, async (t) => {
    const text = await weigh('trainee', 'lessons/req-capacity');
    const whole = await weigh('trainee', path);
    const lesson = gzipSync(whole.markup.replace(/<(yx-\w+)[^]*<\/\1>/, '')).length;
    const lab = { html: whole.html - lesson, css: whole.css - text.css, js: whole.js - text.js };
    const sum = lab.html + lab.css + lab.js;
    t.diagnostic(`html ${whole.html} B; of the lab html ${lab.html} B, css ${lab.css} B, js ${lab.js} B`);
    hold({ ...text, html: whole.html, files: whole.files }, TEXT);
    assert.ok(sum <= island, `the lab: ${sum} B of ${island} B`);
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
