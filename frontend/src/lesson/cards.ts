// Exercise cards: a posted answer comes back as the same card with its feedback.

import { arrange } from './order';

interface Answer {
  html: string;
  state: 'graded' | 'problem' | 'open';
}

const JSON_TYPE = 'application/json';

export class Cards {
  /** Forms with something entered that was not handed in. */
  readonly unsaved = new Set<HTMLFormElement>();

  /** Takes a card over. */
  adopt(card: HTMLElement): void {
    const form = card.querySelector('form');
    if (!form) return;
    const ranks = form.querySelector<HTMLElement>('[data-ranks]');
    if (ranks && form.querySelector('[type=submit]')) arrange(ranks, () => this.unsaved.add(form));
    form.addEventListener('input', () => this.unsaved.add(form));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit(card, form);
    });
    form.querySelector('[data-again]')?.addEventListener('click', (event) => {
      event.preventDefault();
      void this.again(card, form);
    });
  }

  private async submit(card: HTMLElement, form: HTMLFormElement): Promise<void> {
    const button = form.querySelector<HTMLButtonElement>('[type=submit]');
    if (!button || button.disabled) return;
    const label = button.textContent;
    button.disabled = true;
    button.textContent = document.body.dataset.busy ?? label;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    try {
      const response = await fetch(form.action, { method: 'POST', body, headers: { accept: JSON_TYPE } });
      const answer = await read(response);
      this.unsaved.delete(form);
      const fresh = this.replace(card, answer.html);
      const said = fresh.querySelector<HTMLElement>('[data-feedback], .problem');
      if (answer.state === 'problem') {
        const fields = 'input:not([type=hidden]), select, textarea';
        fresh.querySelector<HTMLElement>(fields)?.focus({ preventScroll: true });
      } else {
        said?.focus({ preventScroll: true });
      }
      said?.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      button.disabled = false;
      button.textContent = label;
      this.complain(form, error instanceof Refused ? error.message : (document.body.dataset.offline ?? ''));
    }
  }

  private async again(card: HTMLElement, form: HTMLFormElement): Promise<void> {
    try {
      const answer = await read(await fetch(form.action, { headers: { accept: JSON_TYPE } }));
      const fresh = this.replace(card, answer.html);
      fresh.querySelector<HTMLElement>('input:not([type=hidden]), select, [data-up]')?.focus({ preventScroll: true });
      fresh.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      this.complain(form, error instanceof Refused ? error.message : (document.body.dataset.offline ?? ''));
    }
  }

  /** Puts the server's card in the place of the old one. */
  private replace(card: HTMLElement, html: string): HTMLElement {
    const template = document.createElement('template');
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    if (!(fresh instanceof HTMLElement)) throw new Error('no card in the answer');
    card.replaceWith(fresh);
    this.adopt(fresh);
    return fresh;
  }

  /** Says in the card why nothing was handed in; the answer stays where it is. */
  private complain(form: HTMLFormElement, words: string): void {
    form.querySelector('.problem')?.remove();
    const line = document.createElement('p');
    line.className = 'problem';
    line.setAttribute('role', 'alert');
    form.querySelector('.body')?.append(line);
    // Filled after it stands, so that a screen reader says it.
    line.textContent = words;
    line.scrollIntoView({ block: 'nearest' });
  }
}

/** The server understood and said no; its words are for the learner. */
class Refused extends Error {}

async function read(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type') ?? '';
  if (response.redirected || !type.startsWith(JSON_TYPE)) {
    // The session is over: the page itself leads to the sign-in.
    location.reload();
    throw new Refused('');
  }
  const answer = (await response.json()) as Partial<Answer> & { message?: string };
  if (typeof answer.html !== 'string') {
    if (response.status === 401) location.reload();
    throw new Refused(answer.message ?? String(response.status));
  }
  return { html: answer.html, state: answer.state ?? 'open' };
}
