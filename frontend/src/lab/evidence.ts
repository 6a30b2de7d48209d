// Puts a run into the answer sheets of the exercises that ask for one of this lab.

import type { End } from './film';
import { three } from './table';
import { words } from './words';

/** Chooses the run in every open sheet of the lab and leads to the first. */
export function handIn(lab: string, end: End & { state: 'finished' }): void {
  const sheets = [...document.querySelectorAll<HTMLFieldSetElement>('fieldset[data-lab]')];
  const mine = sheets.filter((sheet) => sheet.dataset['lab'] === lab);
  for (const sheet of mine.filter((sheet) => !sheet.disabled)) choose(sheet, end);
  const form = mine[0]?.form;
  form?.scrollIntoView({ block: 'center' });
  form?.querySelector<HTMLElement>('button[type=submit], [data-again]')?.focus({ preventScroll: true });
}

function choose(sheet: HTMLFieldSetElement, end: End & { state: 'finished' }): void {
  const radios = [...sheet.querySelectorAll<HTMLInputElement>('input[name=run]')];
  const known = radios.find((radio) => radio.value === end.run);
  const radio = known ?? Object.assign(document.createElement('input'), { type: 'radio', name: 'run', value: end.run });
  if (!known) {
    const text = document.createElement('span');
    text.className = 'num';
    text.textContent = words.thisRun(three(end.summary['val_loss']), three(end.summary['gap']));
    const label = document.createElement('label');
    label.className = 'option';
    label.append(radio, text);
    sheet.querySelector('[data-no-runs]')?.remove();
    const first = radios[0]?.closest('label');
    if (first) first.before(label);
    else sheet.append(label);
  }
  radio.checked = true;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
}
