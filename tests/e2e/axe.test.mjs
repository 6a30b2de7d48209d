// Every page in both languages, light and dark, on a desktop and a phone: nothing that axe-core
// objects to, no sideways scrolling, the right `lang`, a title.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { violations } from './support/axe.mjs';
import { SIZES } from './support/browser.mjs';
import { COMMON, LANGUAGES, LANGUAGE_TAGS, RESERVED } from './support/pages.mjs';
import { openSite } from './support/site.mjs';

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** Looks at the open page in all themes and sizes. */
async function look(page, language) {
  const found = [];
  const title = await page.title();
  if (title.trim() === '' || title.startsWith('·')) found.push(`title is “${title}”`);
  const lang = await page.evaluate(() => document.documentElement.lang);
  if (lang !== LANGUAGE_TAGS[language]) found.push(`lang is “${lang}”`);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      const wide = await page.evaluate(sideways);
      if (wide) found.push(`${size}: ${wide}`);
      found.push(...(await violations(page)).map((violation) => `${size}, ${theme}: ${violation}`));
    }
  }
  assert.deepEqual(found, [], `${page.url()}\n${found.join('\n')}`);
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

/** Tests of one person's pages, a test a page and language. */
function tests(role, paths) {
  for (const path of paths) {
    for (const language of LANGUAGES) {
      test(`${role}: /${language}/${path}`, async () => {
        const options = { language, bypassCSP: true };
        const story = async ({ page, visitor }) => {
          visitor.expect(/status of 40[34]/);
          await page.goto(visitor.at(path));
          await look(page, language);
        };
        await (role === 'nobody' ? site.visit(options, story) : site.as(role, options, story));
      });
    }
  }
}

tests('nobody', ['sign-in', 'sign-in?to=/zh/labs']);
tests('trainee', [...COMMON, RESERVED.grader, 'no-such-page']);
for (const [role, path] of Object.entries(RESERVED)) tests(role, [path]);
