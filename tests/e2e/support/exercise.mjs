// An exercise card on the open page, answered as a person answers it: with scripts or without.

import assert from 'node:assert/strict';

import { indexOf, lefts, rightAnswer, wrongAnswer } from './answers.mjs';
import { plain, wordsOf } from './curriculum.mjs';

const OUTCOMES = { good: 'right', part: 'part', bad: 'wrong' };

/** One card. */
export class Card {
  constructor(page, exercise, language) {
    this.page = page;
    this.exercise = exercise;
    this.language = language;
    this.root = page.locator(`#${exercise.id}`);
    this.form = this.root.locator('form');
    this.feedback = this.root.locator('.feedback');
  }

  /** Fills the sheet rightly and hands it in. */
  async answerRightly() {
    await this.fill(rightAnswer(this.exercise));
    await this.submit();
  }

  /** Fills the sheet so that points are lost and hands it in. */
  async answerWrongly() {
    await this.fill(wrongAnswer(this.exercise));
    await this.submit();
  }

  /** Fills the sheet with an answer in letters of the file; an answered card is taken afresh. */
  async fill(answer) {
    const { kind } = this.exercise;
    if (await this.feedback.count()) await this.again();
    if (kind === 'choice') await this.#tick([answer]);
    else if (kind === 'multiple') await this.#tick(answer);
    else if (kind === 'match') await this.#pair(answer);
    else if (kind === 'order') await this.#arrange(answer.map((letter) => this.#text('entries', letter)));
    else await this.form.locator('input[name="answer"]').fill(String(answer));
  }

  /** Hands the sheet in and waits for what comes of it. */
  async submit() {
    await this.form.getByRole('button', { name: /^(Submit|提交)$/ }).click();
    await this.feedback.waitFor();
  }

  /** What the feedback says: `right`, `part` or `wrong`; it stands in the card itself. */
  async outcome() {
    await this.feedback.waitFor();
    const classes = (await this.feedback.getAttribute('class')).split(' ');
    const found = classes.find((name) => name in OUTCOMES);
    assert.ok(found, `no verdict in ${classes}`);
    return OUTCOMES[found];
  }

  /** Takes a fresh sheet after an answer. */
  async again() {
    await this.root.getByRole('link', { name: /^(Try again|再试一次)$/ }).click();
    await this.form.getByRole('button', { name: /^(Submit|提交)$/ }).waitFor();
  }

  /** The words of an option or entry by its letter. */
  #text(part, letter) {
    return this.exercise[part][indexOf(letter)][this.language];
  }

  async #tick(letters) {
    const wanted = letters.map((letter) => this.#text('options', letter));
    let ticked = 0;
    for (const label of await this.form.locator('label', { has: this.page.locator('[name="answer"]') }).all()) {
      const isWanted = wanted.includes(await label.evaluate(wordsOf));
      const box = label.locator('[name="answer"]');
      if (isWanted || this.exercise.kind === 'multiple') await box.setChecked(isWanted);
      ticked += Number(isWanted);
    }
    assert.equal(ticked, wanted.length, `options of ${this.exercise.id}: ${wanted}`);
  }

  async #pair(pairs) {
    assert.equal(await this.form.locator('select').count(), lefts(this.exercise).length);
    const rights = await this.#rights();
    for (const [row, letter] of Object.entries(pairs)) {
      const wanted = this.exercise.rows[indexOf(letter)].right[this.language];
      const position = rights.indexOf(wanted);
      assert.notEqual(position, -1, `“${wanted}” among ${rights}`);
      // The first entry of each list says "choose".
      await this.form.locator(`select[name="pair-${row}"]`).selectOption({ index: position + 1 });
    }
  }

  /** Right cells of a `match` sheet; those with formulas stand in a list of their own. */
  async #rights() {
    const listed = await this.form.locator('ol.rights > li').all();
    if (listed.length) return Promise.all(listed.map((cell) => cell.evaluate(wordsOf)));
    const entries = await this.form.locator('select').first().locator('option').allTextContents();
    return entries.slice(1).map(plain);
  }

  /** Entries of an `order` sheet, from top to bottom. */
  async order() {
    const entries = await this.form.locator('[id*="-entry-"]').all();
    return Promise.all(entries.map((entry) => entry.evaluate(wordsOf)));
  }

  /** The button that moves the entry at this place up. */
  up(place) {
    return this.form.locator('li').nth(place).getByRole('button', { name: /^(Move up|上移)/ });
  }

  /** Puts entries in order: by lists of places where there are no scripts, else by moving. */
  async #arrange(wanted) {
    const shown = await this.order();
    assert.deepEqual([...shown].sort(), [...wanted].sort(), `entries of ${this.exercise.id}`);
    const places = this.form.locator('select[name^="rank-"]');
    if (await places.first().isVisible()) {
      for (const [at, text] of shown.entries()) {
        await places.nth(at).selectOption(String(wanted.indexOf(text) + 1));
      }
      return;
    }
    for (const [place, text] of wanted.entries()) {
      for (let at = (await this.order()).indexOf(text); at > place; at -= 1) await this.up(at).click();
    }
    assert.deepEqual(await this.order(), wanted);
  }
}
