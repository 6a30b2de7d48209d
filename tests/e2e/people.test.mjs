// An administrator brings somebody in; the person comes, goes, and comes again from a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { addPerson, enter, invitationShown, sendPerson, signIn } from './support/people.mjs';
import { openSite } from './support/site.mjs';

const NAME = '赵一鸣';
const PASSWORD = 'four plain words here';

let site;
let invitation;
before(async () => (site = await openSite()));
after(() => site?.close());

test('the administrator adds a person and gets a link and a QR code', () =>
  site.as('administrator', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('people'));
    invitation = await addPerson(page, { name: NAME, role: 'trainee' });
    assert.ok(invitation.startsWith(`${site.url}/invitation/`), invitation);
    const code = page.getByRole('img', { name: /QR/ });
    await code.waitFor();
    const { width, height } = await code.boundingBox();
    assert.ok(width >= 120 && Math.abs(width - height) < 2, `${width} × ${height}: large enough to be read`);
    await page.goto(visitor.at('people'));
    const row = page.getByRole('row').filter({ hasText: NAME });
    assert.match(await row.innerText(), /no password yet/);
    assert.doesNotMatch(await page.content(), /\/invitation\/\w{8}/, 'the link is shown once');
  }));

test('the same name cannot be taken twice', () =>
  site.as('administrator', { language: 'en' }, async ({ page, visitor }) => {
    visitor.expect(/status of 4/);
    await page.goto(visitor.at('people'));
    await sendPerson(page, { name: NAME, role: 'trainee' });
    await page.getByText(`There is a ${NAME} already`).waitFor();
  }));

test('the person opens the invitation, sets a password and is in; the link is used up', async () => {
  await site.visit({ language: 'zh', size: 'phone' }, async ({ page, visitor }) => {
    visitor.expect(/status of 422/);
    await page.goto(invitation);
    await page.getByRole('heading', { name: new RegExp(NAME) }).waitFor();
    const fields = page.locator('main input[type="password"]');
    for (const field of await fields.all()) await field.fill('short');
    await page.locator('main [type="submit"]').click();
    await page.getByText(/密码太短/).waitFor();
    await enter(page, page.url(), PASSWORD);
    assert.match(await page.getByRole('heading', { level: 1 }).innerText(), new RegExp(NAME));
    await signOut(page);
  });
  await site.visit({ language: 'zh' }, async ({ page, visitor }) => {
    visitor.expect(/status of 410/);
    await page.goto(invitation);
    await page.getByText('这个链接已经用过了').waitFor();
  });
});

async function signOut(page) {
  await page.locator('summary[aria-label]').first().click();
  await page.getByRole('button', { name: /Sign out|退出登录/ }).click();
  await page.waitForURL(/\/sign-in/);
}

test('signing in again from a phone; a wrong password says so and nothing more', () =>
  site.visit({ language: 'en', size: 'phone' }, async ({ page, visitor }) => {
    visitor.expect(/status of 4/);
    await page.goto(visitor.at('sign-in'));
    await signIn(page, NAME, 'not the password');
    await page.getByText('Name or password is wrong.').waitFor();
    await signIn(page, '没有这个人', 'not the password');
    await page.getByText('Name or password is wrong.').waitFor();
    assert.equal(await page.locator('[name="name"]').inputValue(), '没有这个人', 'the name is kept');
    await signIn(page, NAME, PASSWORD);
    await page.waitForURL(/\/(zh|en)\/$/);
    const tabs = page.getByRole('navigation', { name: 'Tabs' });
    assert.ok(await tabs.isVisible(), 'a phone has its tabs at the foot');
    await page.reload();
    await signOut(page);
    await page.goBack();
    await page.reload();
    assert.match(new URL(page.url()).pathname, /sign-in/, 'going back shows nothing of the person');
  }));

test('a new invitation is given for somebody who lost the password', () =>
  site.as('administrator', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('people'));
    const row = page.getByRole('row').filter({ hasText: NAME });
    assert.match(await row.innerText(), /password set/);
    await row.getByRole('button', { name: /New invitation/ }).click();
    const address = await invitationShown(page);
    assert.notEqual(address, invitation);
    await site.visit({ language: 'en' }, ({ page: theirs }) => enter(theirs, address, `${PASSWORD} 2`));
  }));

test('a class is added, and the instructor sees its people and the content check', async () => {
  await site.as('administrator', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('people'));
    const form = page.locator('form', { has: page.locator('[name="city"]') });
    await form.locator('[name="name"]').fill('大连一班');
    await form.locator('[name="city"]').fill('大连');
    await form.locator('[type="submit"]').click();
    await page.locator('option', { hasText: '大连一班' }).waitFor({ state: 'attached' });
    await addPerson(page, { name: '孙悦', role: 'trainee', className: '大连一班 · 大连' });
  });
  await site.as('instructor', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('teach'));
    const group = page.getByRole('region', { name: '大连一班' }).first();
    await group.getByRole('rowheader', { name: '孙悦' }).waitFor();
    await page.getByRole('heading', { name: 'Content check' }).waitFor();
    await page.getByText('No errors, no warnings.').waitFor();
  });
});
