// A trainee's way: the link, the next step, a lesson, answers of every kind, and what stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { rightAnswer } from './support/answers.mjs';
import { readLessons } from './support/curriculum.mjs';
import { Card } from './support/exercise.mjs';
import { openSite } from './support/site.mjs';

const lessons = await readLessons();
const exercises = lessons.flatMap((lesson) => lesson.exercises);
const KINDS = ['choice', 'multiple', 'order', 'match', 'numeric', 'text'];

/** One exercise of each kind, from as many lessons as possible. */
const samples = KINDS.map((kind, index) => {
  const all = exercises.filter((exercise) => exercise.kind === kind);
  return all[index % all.length];
});

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

test('the printed link signs in once, and a used one says so kindly', async () => {
  await site.state('trainee');
  await site.visit({ language: 'zh' }, async ({ page, visitor }) => {
    visitor.expect(/status of 410/);
    const response = await page.goto(site.server.links.trainee);
    assert.equal(response.status(), 410);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.match(await page.locator('main').innerText(), /用过|used/);
    assert.ok(await page.locator('main a[href*="sign-in"], main form').count(), 'it leads on');
    await page.goto('/zh/');
    assert.match(new URL(page.url()).pathname, /\/sign-in$/, 'nobody is signed in');
  });
});

test('home names the next step with a reason and leads into its lesson', () =>
  site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
    await page.goto(visitor.at(''));
    const step = page.getByRole('region').filter({ has: page.locator('.eyebrow', { hasText: '现在最值得做的一步' }) });
    assert.ok((await step.getByRole('listitem').first().innerText()).length > 5, 'a reason is given');
    const title = await step.getByRole('heading', { level: 2 }).innerText();
    assert.ok(lessons.some((lesson) => lesson.title.zh === title), title);
    await step.getByRole('link', { name: '开始这一步' }).click();
    await page.waitForURL(/\/zh\/lessons\/[\w-]+$/);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), title);
  }));

for (const exercise of samples) {
  test(`${exercise.kind} (${exercise.id}): wrong, then right, graded in place`, () =>
    site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
      await page.goto(visitor.at(`lessons/${exercise.lesson}`));
      const card = new Card(page, exercise, 'zh');
      const here = page.url();
      await card.answerWrongly();
      assert.ok(['wrong', 'part'].includes(await card.outcome()));
      const said = await card.feedback.innerText();
      assert.ok(said.length > 2, 'the card says why');
      await card.again();
      await card.answerRightly();
      assert.equal(await card.outcome(), 'right');
      await card.root.getByText('已答对').waitFor();
      assert.ok((await card.feedback.innerText()).length > said.length / 2, 'the explanation is shown');
      assert.equal(page.url().split(/[?#]/)[0], here, 'the page stayed');
    }));
}

test('mastery and progress follow the answers', () =>
  site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
    await page.goto(visitor.at(''));
    const total = () => page.getByRole('region', { name: '进度' }).locator('.num').allInnerTexts();
    const before = await total();
    assert.ok(before.some((text) => /^[1-9]\d* \/ /.test(text)), `some are solved: ${before}`);
    const map = page.getByRole('region', { name: '掌握度地图' });
    const standings = () => map.locator('svg a').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    const learned = await standings();
    assert.ok(learned.some((text) => /学习中|已掌握/.test(text)), learned.join('; '));
    const fresh = exercises.find(({ kind, id }) => kind === 'choice' && !samples.some((one) => one.id === id));
    await page.goto(visitor.at(`lessons/${fresh.lesson}`));
    const card = new Card(page, fresh, 'zh');
    await card.answerRightly();
    assert.equal(await card.outcome(), 'right');
    await page.goto(visitor.at(''));
    assert.notDeepEqual(await total(), before, 'one more is solved');
    assert.notDeepEqual(await standings(), learned, 'the estimate moved');
  }));

test('a reload keeps what was solved', () =>
  site.as('trainee', { language: 'en' }, async ({ page, visitor }) => {
    const [exercise] = samples;
    await page.goto(visitor.at(`lessons/${exercise.lesson}`));
    const card = new Card(page, exercise, 'en');
    await card.root.getByText('Solved', { exact: true }).waitFor();
    assert.equal(await card.outcome(), 'right', 'the answer that solved it still stands there');
    await page.reload();
    assert.equal(await card.outcome(), 'right');
  }));

test('the switch of languages keeps the page, and the choice lasts', () =>
  site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('lessons/ml-overfitting'));
    await page.getByRole('banner').getByRole('link', { name: 'EN' }).click();
    await page.waitForURL('**/en/lessons/ml-overfitting');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await page.getByRole('heading', { level: 1, name: 'Overfitting and regularisation' }).waitFor();
    await page.goto('/');
    assert.equal(new URL(page.url()).pathname, '/en/');
    await page.getByRole('banner').getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh/');
  }));

test('the theme follows the button and stays', () =>
  site.as('trainee', { language: 'en', theme: 'light' }, async ({ page, visitor }) => {
    await page.goto(visitor.at(''));
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    const button = page.getByRole('button', { name: /^Colours: / });
    for (let press = 0; press < 3 && !/dark/.test(await button.getAttribute('aria-label')); press += 1) await button.click();
    const dark = await ground();
    assert.notEqual(dark, light);
    await page.goto(visitor.at('labs'));
    assert.equal(await ground(), dark, 'the next page is dark from its first paint');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  }));

test('an answer that is no answer costs nothing and says what is missing', () =>
  site.as('trainee', { language: 'en' }, async ({ page, visitor }) => {
    const exercise = exercises.filter(({ kind }) => kind === 'numeric').at(-1);
    visitor.expect(/status of 422/);
    await page.goto(visitor.at(`lessons/${exercise.lesson}`));
    const card = new Card(page, exercise, 'en');
    await card.form.getByRole('button', { name: 'Submit' }).click();
    await card.root.getByRole('alert').getByText('Nothing is answered yet.').waitFor();
    assert.equal(await card.feedback.count(), 0);
    await card.answerRightly();
    assert.equal(await card.outcome(), 'right');
    assert.match(await card.root.innerText(), /Attempt 1\b/);
  }));

test('full-width digits and spaces are read as a learner means them', () =>
  site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
    const exercise = exercises.filter(({ kind }) => kind === 'numeric')[0];
    await page.goto(visitor.at(`lessons/${exercise.lesson}`));
    const card = new Card(page, exercise, 'zh');
    const wide = rightAnswer(exercise).replace(/[\d.]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    await card.fill(` ${wide} `);
    await card.submit();
    assert.equal(await card.outcome(), 'right');
  }));

test('a choice and an order are answered with the keyboard alone', () =>
  site.as('trainee', { language: 'en' }, async ({ page, visitor }) => {
    for (const kind of ['choice', 'order']) {
      const exercise = exercises.filter((one) => one.kind === kind).at(-1);
      await page.goto(visitor.at(`lessons/${exercise.lesson}`));
      const card = new Card(page, exercise, 'en');
      await reach(page, card.root);
      if (kind === 'choice') await choose(page, card);
      else await arrange(page, card);
      await tabTo(page, card.form.getByRole('button', { name: 'Submit' }));
      await page.keyboard.press('Enter');
      assert.equal(await card.outcome(), 'right', kind);
      const focused = await card.root.evaluate((root) => root.contains(document.activeElement));
      assert.ok(focused, 'the focus is still in the card');
    }
  }));

/** Goes on with Tab until the focus is within. */
async function reach(page, root) {
  for (let press = 0; press < 200; press += 1) {
    await page.keyboard.press('Tab');
    if (await root.evaluate((element) => element.contains(document.activeElement))) return;
  }
  assert.fail('Tab does not lead there');
}

async function tabTo(page, target) {
  for (let press = 0; press < 60; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('Tab does not lead to the button');
}

async function choose(page, card) {
  const wanted = card.exercise.options[card.exercise.ticked[0]].en;
  const radios = card.form.getByRole('radio');
  for (let press = 0; press <= (await radios.count()); press += 1) {
    const chosen = await card.form.evaluate((form) => document.activeElement.closest('label')?.textContent ?? '');
    const isChecked = await page.evaluate(() => document.activeElement.checked === true);
    if (isChecked && chosen.replace(/[`*\s]/g, '').startsWith(wanted)) return;
    await page.keyboard.press(press === 0 ? 'Space' : 'ArrowDown');
  }
  assert.fail('arrow keys do not reach the option');
}

/** Moves entries with the arrow buttons, pressed with Enter. */
async function arrange(page, card) {
  const wanted = card.exercise.entries.map((entry) => entry.en);
  for (const [place, text] of wanted.entries()) {
    for (let at = (await card.order()).indexOf(text); at > place; at -= 1) {
      const button = card.up(at);
      await button.focus();
      await page.keyboard.press('Enter');
    }
  }
  assert.deepEqual(await card.order(), wanted);
  await card.up(1).focus();
}
