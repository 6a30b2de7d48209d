// Every page in both languages, light and dark, on a desktop and a phone: nothing that axe-core
// objects to, no sideways scrolling, the right `lang`, a title. Then the same for what pages look
// like after somebody has worked on them.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { rightAnswer, wrongAnswer } from './support/answers.mjs';
import { inspect } from './support/axe.mjs';
import { readLessons } from './support/curriculum.mjs';
import { Card } from './support/exercise.mjs';
import { COMMON, LANGUAGES, RESERVED } from './support/pages.mjs';
import { addPerson, signIn } from './support/people.mjs';
import { Playground } from './support/playground.mjs';
import { openSite } from './support/site.mjs';

let site;
before(async () => (site = await openSite()));
after(() => site?.close());

/** Tests of one person's pages, a test a page and language. */
function tests(role, pages) {
  for (const name of pages) {
    for (const language of LANGUAGES) {
      test(`${role}: /${language}/${name}`, async () => {
        const options = { language, bypassCSP: true };
        const story = async ({ page, visitor }) => {
          visitor.expect(/status of 40[34]/);
          await page.goto(visitor.at(name));
          await inspect(page, language);
        };
        await (role === 'nobody' ? site.visit(options, story) : site.as(role, options, story));
      });
    }
  }
}

tests('nobody', ['sign-in']);
tests('trainee', [...COMMON, RESERVED.grader, 'no-such-page']);
for (const [role, name] of Object.entries(RESERVED)) tests(role, [name]);

/** A test of what comes of some work; `work` ends on the page to look at. */
function state(name, role, work) {
  for (const language of LANGUAGES) {
    test(`${name} (${language})`, async () => {
      const story = async (visit) => {
        visit.visitor.expect(/status of 4/);
        await work({ ...visit, language });
        await inspect(visit.page, language);
      };
      const options = { language, bypassCSP: true };
      await (role === 'nobody' ? site.visit(options, story) : site.as(role, options, story));
    });
  }
}

const lessons = await readLessons();

state('cards after answers, a lab after two runs', 'trainee', async ({ page, visitor, language }) => {
  const lesson = lessons.find(({ id }) => id === 'ml-overfitting');
  await page.goto(visitor.at(`lessons/${lesson.id}`));
  const seen = new Set();
  for (const exercise of lesson.exercises) {
    const count = seen.has(exercise.kind) ? 1 : 0;
    seen.add(exercise.kind);
    const card = new Card(page, exercise, language);
    if (exercise.kind !== 'lab') await (count ? card.answerRightly() : card.answerWrongly());
  }
  const lab = new Playground(page, lesson.labs[0].id);
  await lab.predict();
  await lab.train();
  await lab.turn('weight_decay', 1);
  await lab.course();
});

state('a digit that was read', 'trainee', async ({ page, visitor }) => {
  const lesson = lessons.find(({ labs }) => labs.some(({ kind }) => kind === 'digits'));
  await page.goto(visitor.at(`lessons/${lesson.id}`));
  const lab = page.locator(`#${lesson.labs[0].id}`);
  await lab.locator('[data-predict] input').first().check();
  await lab.locator('[data-example="7"]').click();
  await lab.locator('tr.best').waitFor();
  await lab.locator('[data-overlay]').check();
});

state('a graded batch', 'grader', async ({ page, visitor, language }) => {
  const exercises = lessons.flatMap((lesson) => lesson.exercises).filter(({ kind }) => kind !== 'lab');
  const lines = exercises.flatMap((exercise) =>
    [rightAnswer, wrongAnswer].map((answer, index) =>
      JSON.stringify({ learner: `s${index}`, exercise: exercise.id, answer: answer(exercise) }),
    ),
  );
  const file = path.join(site.server.data, `batch-${language}.jsonl`);
  await writeFile(file, `${lines.join('\n')}\nnothing\n`);
  await page.goto(visitor.at('desk'));
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.locator('form[data-upload] [type="submit"]').click();
  await page.locator('#results').waitFor({ timeout: 60_000 });
  await page.locator('details.receipt summary').first().click();
});

state('an invitation just made', 'administrator', async ({ page, visitor, language }) => {
  await page.goto(visitor.at('people'));
  invitations[language] = await addPerson(page, { name: `客人${language}`, role: 'trainee' });
});
const invitations = {};

state('an invitation opened', 'nobody', async ({ page, language }) => {
  await page.goto(invitations[language]);
});

state('a link that was used', 'nobody', async ({ page }) => {
  await page.goto(site.server.links.trainee);
});

state('a wrong password', 'nobody', async ({ page, visitor }) => {
  await page.goto(visitor.at('sign-in'));
  await signIn(page, '林晓', 'not this one');
  await page.getByRole('alert').waitFor();
});
