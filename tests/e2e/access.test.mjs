// Who gets in where, and what every response says about security.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { COMMON, CONTENT_SECURITY_POLICY, LANGUAGES, RESERVED } from './support/pages.mjs';
import { enter, invite, signIn } from './support/people.mjs';
import { openSite } from './support/site.mjs';

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** Whose role opens which reserved page; an administrator opens all. */
const ALLOWED = {
  trainee: [],
  instructor: ['teach'],
  grader: ['desk'],
  administrator: ['teach', 'desk', 'people'],
};

for (const [role, allowed] of Object.entries(ALLOWED)) {
  test(`${role}: tabs and pages are those of the role`, () =>
    site.as(role, { language: 'en' }, async ({ page, visitor }) => {
      visitor.expect(/status of 403/);
      for (const path of Object.values(RESERVED)) {
        const response = await page.goto(visitor.at(path));
        assert.equal(response.status(), allowed.includes(path) ? 200 : 403, `${role} on ${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const tab = page.getByRole('navigation', { name: 'Main' }).locator(`a[href="/en/${path}"]`);
        assert.equal(await tab.count(), allowed.includes(path) ? 1 : 0, `the tab to ${path}`);
      }
    }));
}

test('a visitor is sent to the sign-in page and comes back to the page asked for', async () => {
  const invitation = await invite(site, { name: '访客甲', role: 'trainee' });
  await site.visit({ language: 'zh' }, ({ page }) => enter(page, invitation, 'correct horse battery'));
  await site.visit({ language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('lessons/ml-overfitting?from=test'));
    await page.waitForURL((url) => url.pathname === '/en/sign-in');
    await signIn(page, '访客甲', 'correct horse battery');
    await page.waitForURL((url) => url.pathname === '/en/lessons/ml-overfitting');
    assert.equal(new URL(page.url()).search, '?from=test');
  });
});

test('the sign-in page leads to no other site', () =>
  site.visit({ language: 'en' }, async ({ page, visitor }) => {
    for (const target of ['https://example.org/', '//example.org/', '/\\example.org']) {
      await page.goto(visitor.at(`sign-in?to=${encodeURIComponent(target)}`));
      await signIn(page, '访客甲', 'correct horse battery');
      await page.waitForURL((url) => url.pathname !== '/en/sign-in');
      assert.equal(new URL(page.url()).origin, site.url);
      await visitor.context.clearCookies({ name: 'yanxi_session' });
    }
  }));

test('every page carries the strict policy and no inline style or script', async () => {
  const visits = [
    ['trainee', [...COMMON, 'desk', 'no-such-page']],
    ...Object.entries(RESERVED).map(([role, path]) => [role, [path]]),
  ];
  for (const [role, paths] of visits) {
    await site.as(role, {}, async ({ page, visitor }) => {
      visitor.expect(/status of 40[34]/);
      for (const path of paths) {
        for (const language of LANGUAGES) await judge(page, `/${language}/${path}`);
      }
    });
  }
  await site.visit({}, async ({ page, visitor }) => {
    visitor.expect(/status of 4/);
    for (const path of ['/zh/sign-in', '/en/sign-in', '/', '/sign-in/none', '/invitation/none', '/nowhere']) {
      await judge(page, path);
    }
  });
});

async function judge(page, path) {
  const response = await page.goto(path);
  const headers = response.headers();
  assert.equal(headers['content-security-policy'], CONTENT_SECURITY_POLICY, path);
  assert.equal(headers['x-content-type-options'], 'nosniff', path);
  assert.match(headers['referrer-policy'], /^(no-referrer|same-origin|strict-origin)$/, path);
  assert.match(headers['cache-control'] ?? '', /no-store|private/, `${path} speaks of one person`);
  const inline = await page.locator('[style], style, script:not([src])').evaluateAll((all) =>
    all.filter((one) => one.getAttribute('type') !== 'application/json').map((one) => one.outerHTML.slice(0, 120)),
  );
  // Scripts set styles through the DOM, which shows as an attribute; the served text has none.
  const served = await response.text();
  assert.doesNotMatch(served, /<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)/, `${path}: ${inline}`);
}

test('the session cookie is closed to scripts and to other sites', () =>
  site.as('trainee', {}, async ({ page, visitor }) => {
    await page.goto('/zh/');
    const cookie = (await visitor.context.cookies()).find(({ name }) => name === 'yanxi_session');
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, 'Lax');
    assert.doesNotMatch(await page.evaluate(() => document.cookie), /yanxi_session/);
  }));

test('a form posted from another site is refused', async () => {
  const { cookies } = await site.state('trainee');
  const response = await fetch(`${site.url}/sign-out`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      origin: 'https://example.org',
      'sec-fetch-site': 'cross-site',
    },
  });
  assert.equal(response.status, 403);
  await site.as('trainee', {}, async ({ page }) => {
    assert.equal((await page.goto('/zh/')).status(), 200, 'the session is still there');
    assert.equal(new URL(page.url()).pathname, '/zh/');
  });
});
