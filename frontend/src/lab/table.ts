// What the pictures show, as tables.

import type { Film } from './film';
import { words } from './words';

const NAMES: [string, string][] = [
  ['train_loss', words.trainLoss],
  ['val_loss', words.valLoss],
  ['gap', words.gap],
  ['train_accuracy', words.trainAccuracy],
  ['val_accuracy', words.valAccuracy],
  ['best_val_loss', words.bestValLoss],
  ['best_step', words.bestStep],
];

export const three = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '–' : value >= 1000 ? value.toExponential(1) : value.toFixed(3);
export const percent = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '–' : `${(100 * value).toFixed(1)}%`;

const written = (name: string, value: number | undefined): string =>
  name.endsWith('accuracy') ? percent(value) : name === 'best_step' ? String(value ?? '–') : three(value);

/** Settings and summary beside those of the run before, then the course in about twenty rows. */
export function tables(film: Film, ghost: Film | null): HTMLElement[] {
  const summary = (of: Film | null) => (of?.end?.state === 'finished' ? of.end.summary : {});
  const before = new Map(ghost?.settings ?? []);
  const rows = film.settings.map(([name, value]) => [name, value, before.get(name) ?? '–']);
  for (const [name, title] of NAMES) {
    const was = ghost ? written(name, summary(ghost)[name]) : '–';
    rows.push([title, written(name, summary(film)[name]), was]);
  }
  const runs = table(words.tableRuns, [words.value, words.current, words.previous], rows);

  const every = Math.max(1, Math.ceil(film.opening.steps / 20));
  const course: string[][] = [];
  for (let step = 0; step <= film.last; step += every) course.push(row(film, step));
  if (film.last % every) course.push(row(film, film.last));
  const titles = [words.step, words.trainLoss, words.valLoss, words.trainAccuracy, words.valAccuracy];
  return [runs, table(words.tableSteps, titles, course)];
}

function row(film: Film, step: number): string[] {
  return [
    String(step),
    three(film.trainLoss[step]),
    three(film.valLoss[step]),
    percent(film.trainAccuracy[step]),
    percent(film.valAccuracy[step]),
  ];
}

function table(caption: string, titles: string[], rows: string[][]): HTMLElement {
  const make = (tag: string, text: string) => Object.assign(document.createElement(tag), { textContent: text });
  const element = document.createElement('table');
  element.append(make('caption', caption));
  const head = element.createTHead().insertRow();
  for (const title of titles) {
    const cell = make('th', title);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const body = element.createTBody();
  for (const [first = '', ...rest] of rows) {
    const line = body.insertRow();
    const name = make('th', first);
    name.setAttribute('scope', 'row');
    line.append(name, ...rest.map((text) => make('td', text)));
  }
  const scroll = document.createElement('div');
  scroll.className = 'lab-scroll';
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', caption);
  scroll.append(element);
  return scroll;
}
