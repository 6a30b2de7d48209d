// The playground: predict, run on the server, watch, change one thing, compare. The server trains
// as fast as it can; the page plays what arrives, so that pausing and stepping hold no thread.

import { drawField } from './chart/field';
import { drawLines, roundUp, type Line } from './chart/line';
import { redrawn } from './chart/canvas';
import { ask, Refused } from './lab/ask';
import { Controls, type Wish } from './lab/controls';
import { Film, listen, type End } from './lab/film';
import { handIn } from './lab/evidence';
import { keyboard } from './lab/keys';
import { Notice, part, Prediction, Voice } from './lab/parts';
import { percent, tables, three } from './lab/table';
import { language, words } from './lab/words';

/** A whole run is played in four seconds, whatever its steps. */
const PLAY_MS = 4000;
/** A slider must rest this long before a new run begins. */
const REST_MS = 250;

type Mode = 'idle' | 'starting' | 'playing' | 'paused' | 'ended';

class Playground extends HTMLElement {
  private mode: Mode = 'idle';
  private film: Film | null = null;
  private ghost: Film | null = null;
  private run: string | null = null;
  private cursor = 0;
  private scale = 1;
  private frame = 0;
  private drawn = 0;
  private rest = 0;
  private source: EventSource | null = null;
  private asking: AbortController | null = null;
  private leave: (() => void)[] = [];

  private controls!: Controls;
  private prediction!: Prediction;
  private notice!: Notice;
  private voice!: Voice;
  private field!: HTMLCanvasElement;
  private curve!: HTMLCanvasElement;
  private button!: HTMLButtonElement;
  private progress!: HTMLProgressElement;
  private changed!: HTMLElement;

  connectedCallback(): void {
    this.field = part(this, '[data-field]');
    this.curve = part(this, '[data-curve]');
    this.button = part(this, '[data-act=run]');
    this.progress = part(this, '[data-progress]');
    this.changed = part(this, '[data-changed]');
    this.notice = new Notice(part(this, '[data-notice]'));
    this.voice = new Voice(part(this, '[data-live]'));
    this.prediction = new Prediction(this, () => this.notice.clear());
    this.controls = new Controls(part(this, '[data-controls]'), this, () => this.turned());

    const acts: { [name: string]: () => void } = {
      run: () => this.toggle(),
      step: () => this.step(),
      reset: () => this.reset(),
      seed: () => {
        this.controls.newSeed();
        this.turned();
      },
      link: () => void this.copyLink(),
      use: () => this.use(),
    };
    const click = (event: Event) => {
      const name = (event.target as Element).closest<HTMLElement>('[data-act]')?.dataset['act'];
      if (name) acts[name]?.();
    };
    this.addEventListener('click', click);
    const table = part<HTMLDetailsElement>(this, '[data-table]');
    const opened = () => this.fillTable();
    table.addEventListener('toggle', opened);
    this.leave = [
      () => this.removeEventListener('click', click),
      () => table.removeEventListener('toggle', opened),
      keyboard(this, { ' ': acts['run'], '.': acts['step'], r: acts['reset'] }),
      redrawn(this.curve, () => this.draw()),
    ];
    this.draw();
  }

  disconnectedCallback(): void {
    this.abandon();
    cancelAnimationFrame(this.frame);
    for (const leave of this.leave) leave();
  }

  // What a person does.

  private toggle(): void {
    if (this.mode === 'playing') this.pause();
    else if (this.mode === 'paused') this.play();
    else if (this.mode !== 'starting') void this.begin('playing');
  }

  private step(): void {
    if (!this.film || this.mode === 'ended' || this.mode === 'idle') {
      if (this.mode !== 'starting') void this.begin('paused');
      return;
    }
    if (this.mode === 'playing') this.pause();
    this.cursor = this.film.after(Math.floor(this.cursor));
    this.draw();
    this.voice.say(this.sentence());
    this.closeIfOver();
  }

  private reset(): void {
    this.abandon();
    this.controls.reset();
    this.remember();
    this.keepAsGhost();
    this.film = null;
    this.cursor = 0;
    this.setMode('idle');
    this.field.hidden = true;
    part<SVGElement>(this, '.lab-points').removeAttribute('hidden');
    this.notice.calm();
    this.voice.say(words.reset);
    this.draw();
  }

  /** A control moved: once there has been a run, the newest wish begins another. */
  private turned(): void {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      this.remember();
      if (this.mode !== 'idle') void this.begin('playing');
    }, REST_MS);
  }

  private async copyLink(): Promise<void> {
    const wish = this.controls.wish;
    if (!wish) return this.notice.tell(words.seedWrong);
    this.remember();
    try {
      await navigator.clipboard.writeText(this.controls.permalink(wish));
      this.notice.tell(words.copied);
    } catch {
      this.notice.tell(words.copyFailed);
    }
  }

  private use(): void {
    const end = this.film?.end;
    if (end?.state !== 'finished') return;
    const lab = this.dataset['lab'] ?? this.id;
    this.dispatchEvent(new CustomEvent('yx-run', { bubbles: true, detail: { lab, run: end.run, summary: end.summary } }));
    handIn(lab, end);
    this.notice.tell(words.used);
  }

  // A run.

  private async begin(then: 'playing' | 'paused'): Promise<void> {
    this.abandon();
    if (!this.prediction.given) {
      this.notice.tell(words.predictFirst);
      this.prediction.ask();
      return;
    }
    const wish = this.controls.wish;
    if (!wish) return this.notice.tell(words.seedWrong);
    const settings = this.controls.settings;
    this.remember();
    this.setMode('starting');
    const asking = (this.asking = new AbortController());
    const back = () => void this.begin(then);
    try {
      const answer = await ask(`/api/labs/${this.dataset['lab'] ?? this.id}/runs`, this.request(wish, asking.signal));
      const run = (this.run = (answer as { run: string }).run);
      this.source = listen(run, {
        opening: (opening) => {
          this.keepAsGhost();
          this.film = new Film(opening, settings);
          this.cursor = 0;
          this.scale = 1;
          this.notice.calm();
          this.field.hidden = false;
          part<SVGElement>(this, '.lab-points').setAttribute('hidden', '');
          this.voice.say(words.started(opening.steps));
          if (then === 'playing') this.play();
          else this.setMode('paused');
        },
        steps: (steps) => {
          const first = this.film?.last === -1;
          this.film?.add(steps);
          if (first) this.draw();
        },
        end: (end) => this.arrived(end, back),
        broken: (again) => {
          if (again) return this.notice.tell(words.reconnecting);
          this.setMode(this.film ? 'ended' : 'idle');
          this.notice.failed(null, back);
        },
      });
      this.source.addEventListener('open', () => this.notice.clear());
    } catch (error) {
      if (asking.signal.aborted) return;
      this.setMode(this.film ? 'ended' : 'idle');
      this.notice.failed(error, back);
    }
  }

  private request(wish: Wish, signal: AbortSignal): RequestInit {
    const headers = { 'Content-Type': 'application/json' };
    return { method: 'POST', headers, signal, body: JSON.stringify({ ...wish, language }) };
  }

  private arrived(end: End, back: () => void): void {
    this.source = null;
    if (!this.film) return;
    this.film.end = end;
    if (end.state === 'failed') {
      this.notice.failed(new Refused(end.error), back);
    }
    if (end.state !== 'finished') this.setMode('ended');
    else this.closeIfOver();
  }

  /** Gives up whatever is under way on the server. */
  private abandon(): void {
    clearTimeout(this.rest);
    this.asking?.abort();
    this.asking = null;
    if (this.source && this.run) {
      this.source.close();
      // A page that leaves cannot wait for the answer.
      void fetch(`/api/runs/${this.run}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
    }
    this.source = null;
    this.run = null;
  }

  private keepAsGhost(): void {
    if (this.film?.finished) this.ghost = this.film;
  }

  // Playing.

  private play(): void {
    this.setMode('playing');
    this.drawn = performance.now();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  private pause(): void {
    cancelAnimationFrame(this.frame);
    this.setMode('paused');
    this.voice.say(words.paused(Math.floor(this.cursor)));
  }

  private tick(now: number): void {
    const film = this.film;
    if (!film || this.mode !== 'playing') return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const passed = now - this.drawn;
    // Without motion the picture changes twice a second, and at once to what has come.
    if (!calm || passed > 500) {
      this.drawn = now;
      const forward = calm ? film.last : this.cursor + (film.opening.steps * passed) / PLAY_MS;
      this.cursor = Math.max(0, Math.min(forward, film.last));
      this.draw();
    }
    if (!this.closeIfOver()) this.frame = requestAnimationFrame((later) => this.tick(later));
  }

  /** Whether the last step is shown and the run has ended. */
  private closeIfOver(): boolean {
    const film = this.film;
    if (!film?.end || Math.floor(this.cursor) < film.last) return false;
    this.setMode('ended');
    if (film.end.state !== 'finished') return true;
    this.changed.textContent = film.end.changed;
    this.prediction.show(part(this, '[data-predicted]'));
    const use = this.querySelector<HTMLButtonElement>('[data-act=use]');
    if (use) use.disabled = !film.end.kept;
    if (use && !film.end.kept) this.notice.tell(words.notKept);
    this.voice.say(`${this.sentence()} ${film.end.changed}`);
    this.draw();
    this.fillTable();
    return true;
  }

  private setMode(mode: Mode): void {
    this.mode = mode;
    this.dataset['mode'] = mode;
    const labels = { idle: words.run, starting: words.starting, playing: words.pause, paused: words.resume, ended: words.run };
    this.button.textContent = labels[mode];
    this.button.setAttribute('aria-busy', String(mode === 'starting'));
    this.progress.hidden = mode !== 'playing' && mode !== 'paused';
    const use = this.querySelector<HTMLButtonElement>('[data-act=use]');
    if (use && mode !== 'ended') use.disabled = true;
  }

  /** Seed and parameters into the address, so that it can be shared and reloaded. */
  private remember(): void {
    const wish = this.controls.wish;
    if (wish) history.replaceState(history.state, '', this.controls.permalink(wish));
  }

  // Pictures.

  private sentence(): string {
    const step = Math.floor(this.cursor);
    const film = this.film;
    if (!film || film.last < 0) return '';
    return words.at(step, three(film.trainLoss[step]), three(film.valLoss[step]), percent(film.valAccuracy[step]));
  }

  private draw(): void {
    const film = this.film;
    const step = Math.floor(this.cursor);
    if (film) drawField(this.field, { ...film.opening, pixels: film.picture(step) });
    this.drawCurve(film, step);
    const show = (name: string, text: string) => (part(this, `[data-stat=${name}]`).textContent = text);
    show('step', film ? String(step) : '–');
    show('train_loss', three(film?.trainLoss[step]));
    show('val_loss', three(film?.valLoss[step]));
    show('train_accuracy', percent(film?.trainAccuracy[step]));
    show('val_accuracy', percent(film?.valAccuracy[step]));
    if (film) {
      this.progress.max = film.opening.steps;
      this.progress.value = step;
    }
    if (film && this.mode !== 'playing' && film.last >= 0) {
      const [best, value] = film.lowest(step);
      this.field.setAttribute('aria-label', words.fieldLabel(step, percent(film.valAccuracy[step])));
      this.curve.setAttribute('aria-label', words.curveLabel(three(value), best, three(film.valLoss[step])));
    }
  }

  private drawCurve(film: Film | null, step: number): void {
    const count = film ? Math.min(step + 1, film.last + 1) : 0;
    const lines: Line[] = [];
    const ghost = this.ghost;
    if (ghost && ghost !== film) {
      const past = { count: ghost.last + 1, colour: '--line-2', width: 1.5 };
      lines.push({ ...past, values: ghost.trainLoss, dash: [2, 4] }, { ...past, values: ghost.valLoss, dash: [6, 4] });
    }
    if (film) {
      lines.push({ values: film.trainLoss, count, colour: '--series-a', width: 2.2 });
      lines.push({ values: film.valLoss, count, colour: '--series-b', width: 2.2 });
    }
    // The axis only grows during a run: a picture that breathes cannot be compared.
    for (const line of lines) {
      let top = 0;
      for (let i = 0; i < line.count; i++) top = Math.max(top, Math.min(line.values[i] ?? 0, 20));
      this.scale = Math.max(this.scale, roundUp(top));
    }
    const [best, value] = film ? film.lowest(step) : [0, NaN];
    const rose = film && this.mode === 'ended' && best < step;
    drawLines(this.curve, {
      lines,
      xMax: Math.max(film?.opening.steps ?? 0, ghost?.last ?? 0) || 400,
      yMax: this.scale,
      ...(film && this.mode !== 'ended' ? { cursor: step } : {}),
      ...(rose ? { mark: { x: best, y: value, label: words.lowest(three(value)), colour: '--series-b' } } : {}),
    });
  }

  private fillTable(): void {
    const table = part<HTMLDetailsElement>(this, '[data-table]');
    if (!table.open || !this.film || this.film.last < 0) return;
    const sentence = document.createElement('p');
    sentence.textContent = this.sentence();
    part(this, '[data-rows]').replaceChildren(sentence, ...tables(this.film, this.ghost === this.film ? null : this.ghost));
  }
}

customElements.define('yx-playground', Playground);
