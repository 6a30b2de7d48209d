// A grader hands in a file, watches it being graded, reads the results and takes them home.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { rightAnswer, wrongAnswer } from './support/answers.mjs';
import { readLessons } from './support/curriculum.mjs';
import { openSite } from './support/site.mjs';

const exercises = (await readLessons())
  .flatMap((lesson) => lesson.exercises)
  .filter(({ kind }) => kind !== 'lab');

/** Lines that are no submissions, each for another reason. */
const BAD = [
  'no json at all',
  '{"learner":"s001","exercise":"no-such-exercise","answer":"b"}',
  `{"learner":"s001","exercise":"${exercises.find(({ kind }) => kind === 'choice').id}","answer":["a","b"]}`,
  '{"exercise":"ml-overfitting-gap","answer":"b"}',
  '{"learner":"s001","exercise":"ml-overfitting-gap"}',
];

/** Enough for a batch to be seen at work by a debug build, not more. */
const LEARNERS = 120;

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** A file in which odd learners are right and even ones wrong, with bad lines between. */
function submissions(learners) {
  const lines = [];
  for (let number = 1; number <= learners; number += 1) {
    const learner = `s${String(number).padStart(4, '0')}`;
    for (const exercise of exercises) {
      const answer = number % 2 ? rightAnswer(exercise) : wrongAnswer(exercise);
      lines.push(JSON.stringify({ learner, exercise: exercise.id, answer }));
    }
    if (number <= BAD.length) lines.push(BAD[number - 1]);
  }
  return { text: `${lines.join('\n')}\n`, lines: lines.length, right: Math.ceil(learners / 2) * exercises.length };
}

/** Hands in a file on the open desk and waits for its page. */
async function handIn(page, name, text) {
  const file = path.join(site.server.data, name);
  await writeFile(file, text);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload and grade' }).click();
  await page.waitForURL(/\/desk\/batches\/[^/]+$/);
}

/** A number of the overview. */
async function figure(page, name) {
  const text = await page.locator(`[data-figure="${name}"]`).innerText();
  return Number(text.replaceAll(',', ''));
}

async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return readFile(await file.path(), 'utf8');
}

test('a file is graded before the eyes, filtered and taken home', (t) =>
  site.as('grader', { language: 'en' }, async ({ page, visitor }) => {
    const file = submissions(LEARNERS);
    await page.goto(visitor.at('desk'));
    await page.getByText('No batches yet').waitFor();
    await handIn(page, 'class-a.jsonl', file.text);
    const seen = page.getByRole('progressbar').first().isVisible();
    await page.getByRole('heading', { name: 'Results' }).waitFor({ timeout: 60_000 });
    t.diagnostic(`progress was ${(await seen) ? '' : 'not '}seen; ${await figure(page, 'rate')} lines/s`);
    assert.equal(await page.locator('[data-figure="state"]').innerText(), 'Done');

    const counts = { lines: file.lines, rejected: BAD.length, graded: file.lines - BAD.length, ungradable: 0, human: 0 };
    for (const [name, count] of Object.entries(counts)) assert.equal(await figure(page, name), count, name);

    // Item statistics: half of the answers to each are right, whatever partial points the rest get.
    const items = page.getByRole('region', { name: 'Item statistics' }).locator('tbody tr');
    assert.equal(await items.count(), exercises.length);
    // The row may lie below the fold, where it has no inner text.
    const text = await items.filter({ hasText: 'ml-overfitting-gap' }).textContent();
    assert.match(text, /\b120\b/);
    assert.match(text, /\b50%/);

    // The table can be narrowed down to what was refused, and says where and why.
    await page.locator('select[name="status"]').selectOption('rejected');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/status=rejected/);
    const rows = page.locator('table.rows tbody tr');
    assert.equal(await rows.count(), BAD.length);
    assert.match(await rows.first().innerText(), /JSON/);
    await page.getByRole('link', { name: 'Clear the filter' }).click();
    await page.waitForURL((url) => url.search === '');
    await page.getByRole('searchbox').fill('s0002');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/learner=s0002/);
    assert.equal(await rows.count(), exercises.length);
    await rows.first().getByText('Receipt').click();
    assert.match(await rows.first().innerText(), /[0-9a-f]{16}/);

    // What is downloaded holds the same.
    const results = (await download(page, 'Results, JSONL')).trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(results.length, file.lines);
    assert.equal(results.filter(({ status }) => status === 'graded').length, counts.graded);
    assert.equal(results.filter(({ status }) => status === 'rejected').length, BAD.length);
    const full = results.filter(({ points, max_points: all }) => all > 0 && points === all);
    assert.equal(full.length, file.right, 'right answers, and no others, have all points');
    assert.ok(results.every(({ status, receipt }) => status !== 'graded' || receipt), 'each grade has a receipt');
    const csv = (await download(page, 'Results, CSV')).replace(/^\ufeff/, '').trim().split(/\r?\n/);
    assert.match(csv[0], /learner.*exercise.*status.*points/);
    assert.equal(csv.filter((line) => /,graded,/.test(line)).length, counts.graded);
    assert.equal(csv.filter((line) => /,rejected,/.test(line)).length, BAD.length);
    const rejected = (await download(page, 'Rejected lines')).trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(rejected.map(({ input }) => input), BAD, 'with the lines as they came');

    await verify(results, file.text);
  }));

/** The command line agrees with the desk. */
async function verify(results, text) {
  const [scored, handed] = ['scored.jsonl', 'handed.jsonl'].map((name) => path.join(site.server.data, name));
  await writeFile(scored, results.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await writeFile(handed, text);
  await site.server.run('receipt', 'verify', scored, '--submissions', handed);
}

test('rows are walked with the keyboard', () =>
  site.as('grader', { language: 'en' }, async ({ page, visitor }) => {
    await page.goto(visitor.at('desk'));
    await page.getByRole('link', { name: 'class-a.jsonl' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/batches\//);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }));

test('grading can be stopped, done again, and the batch deleted', () =>
  site.as('grader', { language: 'en' }, async ({ page, visitor }) => {
    const file = submissions(LEARNERS * 20);
    await page.goto(visitor.at('desk'));
    await handIn(page, 'large.jsonl', file.text);
    await page.getByRole('button', { name: 'Stop grading' }).click();
    await page.locator('[data-figure="state"]').getByText('Stopped').waitFor();
    await page.getByText('Grading was stopped').waitFor();
    await page.getByRole('button', { name: 'Grade again' }).click();
    await page.getByRole('button', { name: 'Stop grading' }).click();
    await page.locator('[data-figure="state"]').getByText('Stopped').waitFor();
    await page.getByText('Delete this batch').click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.waitForURL(/\/desk$/);
    assert.equal(await page.getByRole('link', { name: 'large.jsonl' }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'class-a.jsonl' }).count(), 1);
  }));

test('a CSV file with Chinese names, and a file of nothing but mistakes', () =>
  site.as('grader', { language: 'en' }, async ({ page, visitor }) => {
    const choice = exercises.find(({ kind }) => kind === 'choice');
    const csv = `\ufefflearner,exercise,answer\r\n林晓,${choice.id},${rightAnswer(choice)}\r\n王敏,${choice.id},${wrongAnswer(choice)}\r\n`;
    await page.goto(visitor.at('desk'));
    await handIn(page, '三班.csv', csv);
    await page.getByRole('heading', { name: 'Results' }).waitFor({ timeout: 60_000 });
    assert.equal(await figure(page, 'graded'), 2);
    await page.getByRole('rowheader', { name: '林晓' }).waitFor();
    assert.match(await download(page, 'Results, CSV'), /林晓/);

    await page.goto(visitor.at('desk'));
    await handIn(page, 'mistakes.jsonl', `${BAD.join('\n')}\n`);
    await page.getByRole('heading', { name: 'Results' }).waitFor({ timeout: 60_000 });
    await page.getByText('Every line was rejected').waitFor();
  }));
