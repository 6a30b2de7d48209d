// The two labs: train a network and hand the run in, draw a digit and see what the network sees.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readLessons } from './support/curriculum.mjs';
import { Card } from './support/exercise.mjs';
import { Playground } from './support/playground.mjs';
import { openSite } from './support/site.mjs';

const lessons = await readLessons();
const withLab = (kind) => lessons.find((lesson) => lesson.labs.some((lab) => lab.kind === kind));
const PLAY = { lesson: withLab('playground'), lab: withLab('playground').labs[0].id };
const DRAW = { lesson: withLab('digits'), lab: withLab('digits').labs[0].id };

/** A run is shown at once to who asks for calm; elsewhere it plays for some seconds. */
const CALM = 'reduce';
const MOVING = 'no-preference';

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

function play(reducedMotion, story) {
  const options = { language: 'en', reducedMotion, permissions: ['clipboard-read', 'clipboard-write'] };
  return site.as('trainee', options, async (visit) => {
    const lab = new Playground(visit.page, PLAY.lab);
    await visit.page.goto(visit.visitor.at(`lessons/${PLAY.lesson.id}`));
    await story({ ...visit, lab });
  });
}

test('predict, run, see the first picture, pause, step, go on to the end', (t) =>
  play(MOVING, async ({ page, lab }) => {
    await lab.run.click();
    await lab.root.getByRole('alert').getByText('prediction').waitFor();
    await lab.predict();
    const wait = await lab.firstPicture();
    t.diagnostic(`first picture after ${wait.toFixed(0)} ms`);
    assert.ok(wait < 1000, `the first picture came after ${wait} ms`);

    await lab.past(0);
    await lab.root.getByRole('button', { name: 'Pause' }).click();
    await lab.is('paused');
    const held = await lab.number('step');
    await lab.root.getByRole('button', { name: 'Step', exact: true }).click();
    await lab.past(held);
    await lab.is('paused');
    await lab.root.getByRole('button', { name: 'Resume' }).click();
    await lab.is('ended');
    assert.equal(await lab.number('step'), 400);
    assert.match(await lab.changed(), /Validation loss|curves|settled|learned/);
    assert.match(await lab.root.locator('[data-predicted]').innerText(), /^You predicted: /);
    assert.match(await lab.root.getByRole('img', { name: /Loss curves: validation loss/ }).getAttribute('aria-label'), /\d/);
  }));

test('the permalink gives the same curve, and the run before stays as a ghost', () =>
  play(CALM, async ({ page, visitor, lab }) => {
    await lab.predict();
    await lab.set('hidden', 12);
    await lab.set('learning_rate', 0.1);
    await lab.train();
    const first = await lab.course();
    assert.ok(first.length > 10, 'the table tells the course');
    const alone = await lab.curve();

    await lab.root.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /seed=\d+/);
    const again = new Playground(await visitor.context.newPage(), PLAY.lab);
    await again.page.goto(link);
    assert.equal(await again.value('hidden'), 12);
    assert.equal(await again.value('learning_rate'), 0.1);
    await again.predict();
    await again.train();
    assert.deepEqual(await again.course(), first, 'the same seed, the same curve');
    assert.ok((await again.curve()) === alone, 'the same picture');
    assert.match(await again.changed(), /same, step by step/);
    await again.page.close();

    await lab.train();
    assert.ok((await lab.curve()) !== alone, 'the run before is drawn behind the same curve');
    await lab.turn('weight_decay', 1);
    assert.match(await lab.changed(), /^Weight decay 0 → 1: validation loss/);
    assert.notDeepEqual(await lab.course(), first);
    const rows = await lab.rows(0);
    const decay = rows.find(([name]) => name === 'Weight decay');
    assert.deepEqual(decay, ['Weight decay', '1', '0'], 'this run beside the one before');
  }));

test('keys run, pause, step and reset; they can be switched off', () =>
  play(MOVING, async ({ page, lab }) => {
    await lab.predict();
    const slider = lab.slider('hidden');
    await slider.focus();
    const start = await lab.value('hidden');
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await lab.value('hidden'), start);
    await page.keyboard.press('Space');
    await lab.is('playing');
    await lab.past(0);
    await page.keyboard.press('Space');
    await lab.is('paused');
    const held = await lab.number('step');
    await page.keyboard.press('.');
    await lab.past(held);
    await page.keyboard.press('r');
    await lab.is('idle');
    assert.equal(await lab.value('hidden'), start);

    await lab.root.getByRole('checkbox', { name: 'Shortcuts' }).uncheck();
    await slider.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('.');
    await lab.is('idle');
    await page.reload();
    assert.equal(await lab.root.getByRole('checkbox', { name: 'Shortcuts' }).isChecked(), false);
    await lab.root.getByRole('checkbox', { name: 'Shortcuts' }).check();
  }));

test('a run is the evidence that the exercise reads', () =>
  play(CALM, async ({ page, lab }) => {
    const exercise = PLAY.lesson.exercises.find(({ kind }) => kind === 'lab');
    const card = new Card(page, exercise, 'en');
    await lab.predict();
    await lab.train();
    const poor = await lab.summary();
    assert.ok(poor.val_loss >= 0.45 || poor.gap >= 0.15, 'the lesson starts with settings that overfit');
    await lab.use();
    await card.submit();
    assert.equal(await card.outcome(), 'wrong');

    await card.again();
    assert.ok(await search(lab), 'some settings meet the conditions');
    await lab.use();
    await card.submit();
    assert.equal(await card.outcome(), 'right');
    await page.reload();
    assert.equal(await card.outcome(), 'right', 'the grade is kept');
  }));

/** Turns one thing after the other, as the lesson says, until a run meets the conditions. */
async function search(lab) {
  for (const [name, value] of [['weight_decay', 1], ['hidden', 4], ['depth', 1], ['weight_decay', 3]]) {
    await lab.turn(name, value);
    const { val_loss, gap } = await lab.summary();
    if (val_loss < 0.45 && gap < 0.15) return true;
  }
  return false;
}

test('a drawn digit gets ten probabilities, a saliency picture, undo and clear', (t) =>
  site.as('trainee', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at(`lessons/${DRAW.lesson.id}`));
    const lab = page.locator(`#${DRAW.lab}`);
    await lab.locator('[data-predict] input').first().check();
    const probabilities = await drawAndRead(page, lab, SEVEN, t);
    assert.equal(probabilities.length, 10);
    const sum = probabilities.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-3, `they sum to ${sum}`);
    assert.equal(probabilities.indexOf(Math.max(...probabilities)), 7, 'a plain 7 is read as 7');
    const shown = await lab.locator('tr[data-digit] .num').allInnerTexts();
    assert.equal(shown.length, 10);
    assert.ok(shown.every((text) => /^[<≈]?\s*\d+(\.\d+)?\s*%$/.test(text)), shown.join(', '));

    // Saliency lies on the pixels of the drawing, so it is shown there.
    const seen = lab.locator('[data-pad] canvas');
    const picture = () => seen.evaluate((canvas) => canvas.toDataURL());
    const plain = await picture();
    await lab.getByRole('checkbox', { name: 'Show saliency' }).check();
    await page.waitForFunction(
      ([id, before]) => document.querySelector(`#${id} [data-pad] canvas`).toDataURL() !== before,
      [DRAW.lab, plain],
    );
    await lab.getByRole('checkbox', { name: 'Show saliency' }).uncheck();

    // A second stroke changes the answer, undo takes it back.
    const twice = await drawAndRead(page, lab, BAR, t);
    assert.notDeepEqual(twice, probabilities);
    const answered = answer(page);
    await lab.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await answered, probabilities, 'the answer is that of the first stroke again');
    await lab.getByRole('button', { name: 'Clear' }).click();
    await page.waitForFunction(
      (id) => [...document.querySelectorAll(`#${id} tr[data-digit] .num`)].every((cell) => cell.textContent === '–'),
      DRAW.lab,
    );
    assert.equal(await lab.getByRole('button', { name: 'Undo' }).isDisabled(), true);
  }));

const SEVEN = [[0.25, 0.2], [0.75, 0.2], [0.45, 0.85]];
const BAR = [[0.15, 0.9], [0.9, 0.9]];

/** The next answer of the network. */
async function answer(page) {
  const response = await page.waitForResponse((one) => one.url().includes('/api/digits/') && one.ok());
  return (await response.json()).probabilities;
}

/** Waits until the network has answered the newest drawing: no answer comes for a while. */
async function quiet(page) {
  for (;;) {
    const more = page.waitForResponse((one) => one.url().includes('/api/digits/'), { timeout: 1500 });
    if (!(await more.then(() => true, () => false))) return;
  }
}

/** Draws a stroke through points given as shares of the pad, and gives the last answer. */
async function drawAndRead(page, lab, points, t) {
  const pad = lab.locator('[data-pad]');
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  const at = ([right, down]) => [x + right * width, y + down * height];
  const [first, ...rest] = points;
  let last = null;
  let count = 0;
  const keep = async (response) => {
    if (!response.url().includes('/api/digits/')) return;
    count += 1;
    last = response;
  };
  page.on('response', keep);
  await page.mouse.move(...at(first));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...at(point), { steps: 12 });
  await page.mouse.up();
  await quiet(page);
  page.off('response', keep);
  t.diagnostic(`${count} answers for one stroke`);
  return (await last.json()).probabilities;
}
