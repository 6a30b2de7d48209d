// Takes the pictures of the README: docs/pictures/{home,lesson,desk}.{zh,en}.png. Not a test.
//
//     npm run pictures        (after `cargo build`)
//
// A trainee first does some work, so that mastery, runs and results are real.

import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { rightAnswer, wrongAnswer } from './support/answers.mjs';
import { readLessons } from './support/curriculum.mjs';
import { Card } from './support/exercise.mjs';
import { LANGUAGES } from './support/pages.mjs';
import { Playground } from './support/playground.mjs';
import { ROOT } from './support/server.mjs';
import { openSite } from './support/site.mjs';

const FOLDER = path.join(ROOT, 'docs/pictures');
const LARGEST = 250_000;
const lessons = await readLessons();
const lesson = (id) => lessons.find((one) => one.id === id);

const site = await openSite();
try {
  await mkdir(FOLDER, { recursive: true });
  await study();
  for (const language of LANGUAGES) {
    await home(language);
    await lab(language);
    await desk(language);
  }
} finally {
  await site.close();
}

/** A trainee's first days: one lesson done, one nearly, one begun. */
async function study() {
  await site.as('trainee', { language: 'zh' }, async ({ page, visitor }) => {
    const plan = { 'req-capacity': 10, 'ml-overfitting': 6, 'dl-convolution': 3 };
    for (const [id, count] of Object.entries(plan)) {
      await page.goto(visitor.at(`lessons/${id}`));
      const doable = lesson(id).exercises.filter(({ kind }) => kind !== 'lab');
      for (const [number, exercise] of doable.slice(0, count).entries()) {
        const card = new Card(page, exercise, 'zh');
        if (number % 4 === 3) {
          await card.answerWrongly();
          await card.again();
        }
        await card.answerRightly();
      }
    }
  });
}

async function home(language) {
  await site.as('trainee', { language }, async ({ page, visitor }) => {
    await page.goto(visitor.at(''));
    await shoot(page, `home.${language}`, { x: 0, y: 0, width: 1280, height: 960 });
  });
}

/** The lab after two runs: the curve, the ghost, what changed. */
async function lab(language) {
  await site.as('trainee', { language }, async ({ page, visitor }) => {
    await page.goto(visitor.at('lessons/ml-overfitting'));
    const lab = new Playground(page, 'ml-overfitting-moons');
    await lab.predict();
    await lab.train();
    await lab.turn('weight_decay', 1);
    // The bar on top stays; the lab's tools stand right under it.
    await lab.root.locator('.lab-tools').evaluate((tools) => scrollTo(0, tools.getBoundingClientRect().top + scrollY - 84));
    await shoot(page, `lesson.${language}`);
  });
}

async function desk(language) {
  await site.as('grader', { language }, async ({ page, visitor }) => {
    await page.goto(visitor.at('desk'));
    const name = language === 'zh' ? '沈阳一班-第三周.jsonl' : 'shenyang-week-3.jsonl';
    const file = path.join(site.server.data, name);
    await writeFile(file, submissions());
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.locator('form[data-upload] [type="submit"]').click();
    await page.waitForURL(/\/batches\//);
    await page.locator('#results').waitFor({ timeout: 60_000 });
    await shoot(page, `desk.${language}`, { x: 0, y: 0, width: 1280, height: 900 });
  });
}

/** A class of 36, some of whom err, and two lines that a spreadsheet has spoilt. */
function submissions() {
  const exercises = lesson('ml-overfitting').exercises.filter(({ kind }) => kind !== 'lab');
  const lines = ['"s012";"ml-overfitting-gap";"b"', '{"learner":"s020","exercise":"ml-overfiting-gap","answer":"c"}'];
  for (let number = 1; number <= 36; number += 1) {
    for (const [index, exercise] of exercises.entries()) {
      const isRight = (number * 7 + index * index * 5) % 11 > index % 9;
      const answer = isRight ? rightAnswer(exercise) : wrongAnswer(exercise);
      lines.push(JSON.stringify({ learner: `s${String(number).padStart(3, '0')}`, exercise: exercise.id, answer }));
    }
  }
  return `${lines.join('\n')}\n`;
}

async function shoot(page, name, clip) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, clip, fullPage: Boolean(clip) });
  const { size } = await stat(file);
  console.log(`${path.relative(ROOT, file)} ${size} B`);
  assert.ok(size <= LARGEST, `${name} is too large for a README: ${size} B`);
}
