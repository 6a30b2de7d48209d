// Looks at an open page in every theme and size, with axe-core and for what axe does not know,
// and prints what is found so that it can be mended.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { SIZES } from './browser.mjs';
import { LANGUAGE_TAGS } from './pages.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails on whatever is wrong with the open page; its context must bypass the CSP, for axe. */
export async function inspect(page, language) {
  const found = [];
  const title = await page.title();
  if (title.trim() === '' || title.startsWith('·')) found.push(`title is “${title}”`);
  const lang = await page.evaluate(() => document.documentElement.lang);
  if (lang !== LANGUAGE_TAGS[language]) found.push(`lang is “${lang}”`);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      // What lies half under the bar on top would seem too small to be hit.
      await page.evaluate(() => scrollTo(0, 0));
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      const wide = await page.evaluate(sideways);
      if (wide) found.push(`${size}: ${wide}`);
      found.push(...(await violations(page)).map((violation) => `${size}, ${theme}: ${violation}`));
    }
  }
  if (found.length) assert.fail(`${page.url()}\n${found.join('\n')}`);
}

/** What makes the page scroll sideways, if it does; runs in the page. */
function sideways() {
  const root = document.documentElement;
  if (root.scrollWidth <= globalThis.innerWidth) return null;
  const widest = [...document.body.querySelectorAll('*')].reduce((a, b) =>
    b.getBoundingClientRect().right > a.getBoundingClientRect().right ? b : a,
  );
  return `${root.scrollWidth} px wide in ${globalThis.innerWidth}, by ${widest.outerHTML.slice(0, 120)}`;
}

/** What axe-core objects to, as readable lines. */
async function violations(page) {
  await page.evaluate(source);
  const found = await page.evaluate(
    (tags) =>
      globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'], preload: false, selectors: false }),
    TAGS,
  );
  return found.violations.flatMap(({ id, help, nodes }) => {
    const wrong = nodes.filter((node) => !isMisread(id, node));
    if (wrong.length === 0) return [];
    const [first] = wrong;
    return [`${id} (${help}), ${wrong.length} times: ${first.html.slice(0, 200)} — ${summary(first)}`];
  });
}

/** axe takes a formula for an empty cell: it knows no text in MathML, where screen readers do. */
const isMisread = (id, node) => id === 'empty-table-header' && node.html.includes('<math');

function summary(node) {
  return node.failureSummary.replace(/\s+/g, ' ').slice(0, 300);
}
