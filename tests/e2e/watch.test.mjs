// An instructor edits the curriculum while pages are open: they follow, and say what is wrong to
// those who can mend it.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { inspect } from './support/axe.mjs';
import { CURRICULUM } from './support/curriculum.mjs';
import { openSite } from './support/site.mjs';

const LESSON = 'ml/3-generalisation/ml-overfitting.zh-CN.md';
const PAGE = 'lessons/ml-overfitting';

let site;
let folder;
let lesson;
let original;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yanxi-course-'));
  await cp(CURRICULUM, folder, { recursive: true });
  lesson = path.join(folder, LESSON);
  original = await readFile(lesson, 'utf8');
  site = await openSite({ args: ['--curriculum', folder, '--watch'] });
});

after(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

test('the lesson that an author has open shows what was saved, without a click', () =>
  site.as('instructor', {}, async ({ page, visitor }) => {
    await page.goto(visitor.at(PAGE));
    await page.getByText('两弯月').first().waitFor();
    const heading = '盯住两个数字的距离';
    await writeFile(lesson, original.replace(/^## .+$/m, `## ${heading}`));
    await page.getByRole('heading', { name: heading }).waitFor();
  }));

test('what is wrong is shown to an instructor with its place, and to no trainee', async () => {
  await writeFile(lesson, original);
  const line = original.split('\n').findIndex((text) => text.startsWith('difficulty:')) + 1;
  const broken = original.replace(/^difficulty:/m, 'dificulty:');
  await site.as('trainee', {}, (trainee) =>
    site.as('instructor', { bypassCSP: true }, async (instructor) => {
      for (const { page, visitor } of [trainee, instructor]) await page.goto(visitor.at(PAGE));
      await writeFile(lesson, broken);
      const finding = instructor.page.getByText('dificulty').first();
      await finding.waitFor();
      const text = await instructor.page.getByRole('region', { name: /处要看/ }).innerText();
      assert.ok(text.includes('ml-overfitting.zh-CN.md'), `the file is named: ${text}`);
      assert.match(text, new RegExp(`\\b${line}\\b`), 'the line is named');

      // The trainee keeps a page that works, and learns nothing of it, before and after a reload.
      const isTold = async () => (await trainee.page.content()).includes('dificulty');
      assert.equal(await isTold(), false);
      assert.equal((await trainee.page.reload()).status(), 200);
      assert.equal(await isTold(), false);

      await inspect(instructor.page, 'zh');
      await instructor.page.goto(instructor.visitor.at('teach'));
      await instructor.page.getByText('dificulty').first().waitFor();
      await inspect(instructor.page, 'zh');
      await instructor.page.goto(instructor.visitor.at(PAGE));
      await writeFile(lesson, original);
      await finding.waitFor({ state: 'detached' });
    }),
  );
});
