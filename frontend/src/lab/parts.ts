// Parts that every lab has: what it says aloud, what went wrong, the prediction.

import { Refused } from './ask';
import { words } from './words';

/** The element below `root` that the template promises. */
export function part<T extends Element>(root: Element, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`${root.tagName} lacks ${selector}`);
  return found;
}

/** Session storage, where it is allowed. */
export function remember(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Private windows: the wish lasts as long as the page.
  }
}

export function remembered(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** A live region that speaks at most once a second; the newest sentence wins. */
export class Voice {
  private next = 0;
  private timer = 0;

  constructor(private readonly region: Element) {}

  say(text: string): void {
    clearTimeout(this.timer);
    const wait = this.next - Date.now();
    if (wait > 0) {
      this.timer = window.setTimeout(() => this.say(text), wait);
      return;
    }
    this.next = Date.now() + 1000;
    this.region.textContent = text;
  }
}

/** The line for errors and busy hours, with a way to try again. */
export class Notice {
  private timer = 0;
  private tries = 0;

  constructor(private readonly box: HTMLElement) {
    box.setAttribute('role', 'alert');
  }

  clear(): void {
    clearInterval(this.timer);
    this.box.hidden = true;
    this.box.textContent = '';
  }

  /** Nothing stands in the way any more. */
  calm(): void {
    this.tries = 0;
    this.clear();
  }

  tell(text: string): void {
    this.clear();
    this.box.append(text);
    this.box.hidden = false;
  }

  /** Says what failed. Where the server named a time, tries again by itself, three times. */
  failed(error: unknown, again: () => void): void {
    this.tell(error instanceof Refused ? error.message : words.odd);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn compact';
    button.textContent = words.again;
    const retry = () => {
      this.clear();
      again();
    };
    button.addEventListener('click', () => {
      this.tries = 0;
      retry();
    });
    const after = error instanceof Refused ? error.retryAfter : undefined;
    if (after !== undefined && this.tries < 3) {
      this.tries += 1;
      let left = after + this.tries - 1;
      const count = document.createElement('span');
      const show = () => (count.textContent = ` ${words.retryIn(left)} `);
      show();
      this.box.append(count);
      this.timer = window.setInterval(() => {
        left -= 1;
        if (left <= 0) retry();
        else show();
      }, 1000);
    }
    this.box.append(button);
  }
}

/** The question before the first run. */
export class Prediction {
  private readonly radios: HTMLInputElement[];

  constructor(root: HTMLElement, changed: () => void) {
    this.radios = [...root.querySelectorAll<HTMLInputElement>('[data-predict] input')];
    const key = `yx-predict:${root.id}`;
    const former = remembered(key);
    for (const radio of this.radios) {
      if (radio.value === former) radio.checked = true;
      radio.addEventListener('change', () => {
        remember(key, radio.value);
        changed();
      });
    }
  }

  private get chosen(): HTMLInputElement | undefined {
    return this.radios.find((radio) => radio.checked);
  }

  /** Whether there is nothing left to ask. */
  get given(): boolean {
    return this.radios.length === 0 || this.chosen !== undefined;
  }

  /** Leads to the question. */
  ask(): void {
    this.radios[0]?.closest('fieldset')?.scrollIntoView({ block: 'nearest' });
    this.radios[0]?.focus();
  }

  /** Puts the answer beside what happened; “not sure” is no answer. */
  show(line: HTMLElement): void {
    const text = this.chosen?.value === '0' ? '' : (this.chosen?.parentElement?.textContent ?? '').trim();
    line.hidden = !text;
    line.textContent = text && words.predicted + text;
  }
}
