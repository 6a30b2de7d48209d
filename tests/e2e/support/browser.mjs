// Chromium, and visitors in it: one context each, with a language, a theme and a width, which
// fail their test on whatever a person's browser would complain about.

import { existsSync } from 'node:fs';
import path from 'node:path';

import { chromium } from 'playwright-core';

/** Starts the browser: `$CHROMIUM`, or `chromium` on the path. */
export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? onPath('chromium') });
}

function onPath(name) {
  const places = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is not installed; name another Chromium in $CHROMIUM`);
  return found;
}

/** Window sizes by name. */
export const SIZES = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};

const TAGS = { zh: 'zh-CN', en: 'en' };

/**
 * Opens a context for one person. `bypassCSP` is for axe alone, which must put its script into
 * the page; nothing else may be tried with it.
 */
export async function openVisitor(browser, base, options = {}) {
  const { language = 'zh', theme = 'light', size = 'desktop', state, ...more } = options;
  const context = await browser.newContext({
    baseURL: base,
    locale: TAGS[language],
    colorScheme: theme,
    viewport: SIZES[size],
    hasTouch: size === 'phone',
    reducedMotion: 'reduce',
    storageState: state,
    ...more,
  });
  context.setDefaultTimeout(15_000);
  return new Visitor(context, base, language);
}

/** A person at a browser. */
class Visitor {
  /** What went wrong in the browser so far. */
  problems = [];
  #expected = [];

  constructor(context, base, language) {
    this.context = context;
    this.base = base;
    this.language = language;
    context.on('request', (request) => this.#judge(request));
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.#complain(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#complain(`page error: ${error.error().stack}`));
  }

  /** Says that this complaint belongs to the story: the browser logs each 403 it is shown. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** Opens a page. */
  async newPage() {
    this.page = await this.context.newPage();
    return this.page;
  }

  /** The address of a page in the visitor's language. */
  at(path) {
    return `/${this.language}/${path}`;
  }

  #complain(text) {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.problems.push(text);
  }

  /** Everything comes from the server itself: it works offline. */
  #judge(request) {
    const url = new URL(request.url());
    const isLocal = url.origin === this.base || ['data:', 'blob:', 'about:'].includes(url.protocol);
    if (!isLocal) this.#complain(`request to another host: ${url}`);
  }
}
