// An exercise card on the open page, answered as a person answers it.

import assert from 'node:assert/strict';

import { indexOf, lefts } from './answers.mjs';
import { wordsOf } from './curriculum.mjs';

/** One card; works with scripts and without. */
export class Card {
  constructor(page, exercise, language) {
    this.page = page;
    this.exercise = exercise;
    this.language = language;
    this.root = page.locator(`#${exercise.id}`);
    this.form = this.root.locator('form').first();
  }
}

export const UNUSED = [assert, indexOf, lefts, wordsOf];
