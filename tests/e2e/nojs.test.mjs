// Without JavaScript: lessons are read, and exercises answered by plain forms.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readLessons } from './support/curriculum.mjs';
import { Card } from './support/exercise.mjs';
import { openSite } from './support/site.mjs';

const exercises = (await readLessons()).flatMap((lesson) => lesson.exercises);
const PLAIN = { javaScriptEnabled: false };

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

test('a lesson is read: headings, mathematics, tables, highlighted code', () =>
  site.as('trainee', { ...PLAIN, language: 'zh' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('lessons/ml-overfitting'));
    await page.getByRole('heading', { level: 1, name: '过拟合与正则化' }).waitFor();
    for (const part of ['math', 'table', 'pre code']) assert.ok(await page.locator(part).count(), part);
    assert.ok(await page.locator('pre code [class]').count(), 'code is highlighted on the server');
    const displays = await page.locator('math').evaluateAll((all) => all.map((one) => getComputedStyle(one).display));
    assert.deepEqual([...new Set(displays)].sort(), ['block math', 'math'], 'formulas are laid out as formulas');
    assert.equal(await page.locator('.needs-js:visible').count(), 0, 'nothing is offered that does not work');
    assert.match(await page.locator('noscript p').first().innerText(), /训练需要 JavaScript/);
    assert.ok(await page.locator('svg.lab-points:visible').count(), 'the lab shows its first picture');
  }));

for (const kind of ['choice', 'multiple', 'order', 'match', 'numeric', 'text']) {
  test(`${kind} is answered by a form, with feedback at the card`, () =>
    site.as('trainee', { ...PLAIN, language: 'en' }, async ({ page, visitor }) => {
      const exercise = exercises.find((one) => one.kind === kind);
      const card = new Card(page, exercise, 'en');
      await page.goto(visitor.at(`lessons/${exercise.lesson}`));
      await card.answerWrongly();
      assert.ok(['wrong', 'part'].includes(await card.outcome()));
      assert.equal(new URL(page.url()).hash, `#${exercise.id}`, 'the page opens at the card');
      assert.ok(await card.root.evaluate((root) => Math.abs(root.getBoundingClientRect().top) < innerHeight));
      await card.again();
      await card.answerRightly();
      assert.equal(await card.outcome(), 'right');
    }));
}

test('a form with a gap is shown again with what was entered', () =>
  site.as('trainee', { ...PLAIN, language: 'en' }, async ({ page, visitor }) => {
    visitor.expect(/status of 422/);
    const exercise = exercises.filter(({ kind }) => kind === 'order').at(-1);
    const card = new Card(page, exercise, 'en');
    await page.goto(visitor.at(`lessons/${exercise.lesson}`));
    const places = card.form.locator('select[name^="rank-"]');
    await places.nth(0).selectOption('1');
    await places.nth(1).selectOption('2');
    await card.form.getByRole('button', { name: 'Submit' }).click();
    await card.root.getByRole('alert').getByText('Some entries have no place yet.').waitFor();
    assert.equal(await places.nth(1).inputValue(), '2', 'what was entered is kept');
    await card.answerRightly();
    assert.equal(await card.outcome(), 'right');
  }));

test('home, labs, the desk and the people are readable', async () => {
  for (const [role, path] of [['trainee', ''], ['trainee', 'labs'], ['grader', 'desk'], ['instructor', 'teach'], ['administrator', 'people']]) {
    await site.as(role, PLAIN, async ({ page, visitor }) => {
      await page.goto(visitor.at(path));
      assert.equal(await page.locator('.needs-js:visible').count(), 0, path);
      assert.ok(await page.getByRole('heading', { level: 1 }).isVisible(), path);
    });
  }
});
