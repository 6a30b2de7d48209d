// Draw a digit: strokes by pen, finger, mouse or keys; the server's network answers as one writes.

import { redrawn, rgb, surface, token } from './chart/canvas';
import { ask, bytes } from './lab/ask';
import { Notice, part, Prediction, Voice } from './lab/parts';
import { EXAMPLES, ink, raster, SIDE, type Stroke } from './lab/strokes';
import { words } from './lab/words';

/** No more than ten questions a second. */
const PACE_MS = 100;
/** Fainter than this is paper to the network. */
const FAINTEST = 32;

interface Answer {
  probabilities: number[];
  top: number;
  picture: Uint8Array;
  saliency: Uint8Array;
}

/** As the server writes it: pictures in base64. */
interface Reply {
  probabilities: number[];
  top: number;
  picture: string;
  saliency: string;
}

const share = (value: number | undefined) => `${(100 * (value ?? 0)).toFixed(1)}%`;

class Digits extends HTMLElement {
  private strokes: Stroke[] = [];
  private drawing: Stroke | null = null;
  private pen = { x: SIDE / 2, y: SIDE / 2, down: false };
  private answer: Answer | null = null;
  /** The answer when the pen last rested: what the next one is compared with. */
  private settled: Answer | null = null;
  private busy = false;
  private queued = false;
  private asked = 0;
  private timer = 0;
  private leave: (() => void)[] = [];

  private pad!: HTMLElement;
  private canvas!: HTMLCanvasElement;
  private seen!: HTMLCanvasElement;
  private overlay!: HTMLInputElement;
  private cursor!: HTMLElement;
  private prediction!: Prediction;
  private notice!: Notice;
  private voice!: Voice;

  connectedCallback(): void {
    this.pad = part(this, '[data-pad]');
    this.canvas = part(this.pad, 'canvas');
    this.seen = part(this, '[data-seen]');
    this.overlay = part(this, '[data-overlay]');
    this.cursor = part(this, '[data-pen]');
    this.notice = new Notice(part(this, '[data-notice]'));
    this.voice = new Voice(part(this, '[data-live]'));
    this.prediction = new Prediction(this, () => {
      this.notice.clear();
      this.ask();
    });

    const on = <E extends Event>(target: EventTarget, name: string, act: (event: E) => void) => {
      target.addEventListener(name, act as EventListener);
      this.leave.push(() => target.removeEventListener(name, act as EventListener));
    };
    this.leave = [redrawn(this.pad, () => this.draw())];
    on<PointerEvent>(this.pad, 'pointerdown', (event) => this.touch(event));
    on<PointerEvent>(this.pad, 'pointermove', (event) => this.move(event));
    on<PointerEvent>(this.pad, 'pointerup', () => this.lift());
    on<PointerEvent>(this.pad, 'pointercancel', () => this.lift());
    on<KeyboardEvent>(this.pad, 'keydown', (event) => this.key(event));
    on(this.pad, 'focus', () => this.showPen(true));
    on(this.pad, 'blur', () => {
      this.showPen(false);
      if (this.pen.down) this.togglePen();
    });
    on(this.overlay, 'change', () => {
      this.draw();
      if (this.overlay.checked) this.voice.say(words.salient);
    });
    on(this, 'click', (event) => {
      const button = (event.target as Element).closest<HTMLElement>('button');
      const example = button?.dataset['example'];
      if (button?.dataset['act'] === 'undo') this.undo();
      if (button?.dataset['act'] === 'clear') this.clear();
      if (example !== undefined) this.write(EXAMPLES[Number(example)] ?? []);
    });
    this.draw();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    for (const leave of this.leave) leave();
  }

  // Writing.

  private place(event: PointerEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  private touch(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.pad.focus({ preventScroll: true });
    this.showPen(false);
    this.pad.setPointerCapture(event.pointerId);
    this.begin(this.place(event));
  }

  private move(event: PointerEvent): void {
    if (!this.drawing || this.pen.down) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.drawing.push(this.place(each));
    this.grown();
  }

  private lift(): void {
    if (!this.drawing || this.pen.down) return;
    this.drawing = null;
    // What was drawn has been asked about; what is said of it changes when the pen is up.
    if (this.busy || this.queued) return;
    this.show();
  }

  private begin(at: [number, number]): void {
    this.settled = this.answer;
    this.drawing = [at, at];
    this.strokes.push(this.drawing);
    this.grown();
  }

  private grown(): void {
    this.draw();
    this.ask();
  }

  private key(event: KeyboardEvent): void {
    const { pen } = this;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      this.undo();
      return;
    }
    const by = event.shiftKey ? 2 : 10;
    const [dx, dy] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key] ?? [];
    if (event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) this.togglePen();
    } else if (dx !== undefined && dy !== undefined) {
      event.preventDefault();
      pen.x = Math.min(SIDE, Math.max(0, pen.x + dx));
      pen.y = Math.min(SIDE, Math.max(0, pen.y + dy));
      if (pen.down && this.drawing) {
        this.drawing.push([pen.x, pen.y]);
        this.grown();
      }
      this.showPen(true);
    }
  }

  private togglePen(): void {
    const { pen } = this;
    pen.down = !pen.down;
    if (pen.down) this.begin([pen.x, pen.y]);
    else {
      this.drawing = null;
      this.ask();
    }
    this.showPen(document.activeElement === this.pad);
    this.voice.say(pen.down ? words.penDown : words.penUp);
  }

  private showPen(shown: boolean): void {
    this.cursor.hidden = !shown;
    this.cursor.style.left = `${(100 * this.pen.x) / SIDE}%`;
    this.cursor.style.top = `${(100 * this.pen.y) / SIDE}%`;
    this.cursor.classList.toggle('down', this.pen.down);
  }

  private write(strokes: Stroke[]): void {
    this.settled = this.answer;
    this.drawing = null;
    this.strokes = strokes.map((stroke) => [...stroke]);
    this.grown();
  }

  private undo(): void {
    this.settled = this.answer;
    this.drawing = null;
    this.pen.down = false;
    this.strokes.pop();
    this.grown();
  }

  private clear(): void {
    this.write([]);
    this.pad.focus({ preventScroll: true });
    this.voice.say(words.cleared);
  }

  // Asking: one question under way, the newest one after it.

  private ask(): void {
    for (const name of ['undo', 'clear']) {
      part<HTMLButtonElement>(this, `[data-act=${name}]`).disabled = this.strokes.length === 0;
    }
    if (this.strokes.length === 0) {
      this.answer = null;
      this.queued = false;
      this.show();
      return;
    }
    if (!this.prediction.given) {
      this.notice.tell(words.predictToSee);
      return;
    }
    this.queued = true;
    const wait = this.asked + PACE_MS - performance.now();
    clearTimeout(this.timer);
    if (this.busy) return;
    if (wait > 0) this.timer = window.setTimeout(() => this.ask(), wait);
    else void this.send();
  }

  private async send(): Promise<void> {
    this.queued = false;
    const body = raster(this.strokes);
    // A pen that has only touched the paper leaves nothing to read, and a complaint above the
    // drawing would move it away from under the pen.
    if (!body.some((dark) => dark > FAINTEST)) return;
    this.busy = true;
    this.asked = performance.now();
    try {
      const headers = { 'Content-Type': 'application/octet-stream' };
      const lab = this.dataset['lab'] ?? this.id;
      const reply = await ask(`/api/digits/${lab}`, { method: 'POST', headers, body: body as BodyInit });
      const { probabilities, top, picture, saliency } = reply as Reply;
      if (this.strokes.length > 0) {
        this.answer = { probabilities, top, picture: bytes(picture), saliency: bytes(saliency) };
      }
      this.notice.calm();
      this.show();
    } catch (error) {
      this.queued = false;
      this.notice.failed(error, () => this.ask());
    }
    this.busy = false;
    if (this.queued) this.ask();
  }

  // Showing.

  private show(): void {
    const { answer } = this;
    for (const row of this.querySelectorAll<HTMLTableRowElement>('[data-digit]')) {
      const digit = Number(row.dataset['digit']);
      const value = answer?.probabilities[digit] ?? 0;
      part(row, 'rect').setAttribute('width', String(100 * value));
      part(row, 'td:last-child').textContent = answer ? share(value) : '–';
      row.classList.toggle('best', answer?.top === digit);
    }
    const text = this.sentence();
    part(this, '[data-changed]').textContent = text;
    if (answer) {
      this.prediction.show(part(this, '[data-predicted]'));
      this.seen.setAttribute('aria-label', words.seenLabel(answer.top));
      if (!this.drawing) this.voice.say(text);
    }
    this.draw();
  }

  private sentence(): string {
    const { answer, settled } = this;
    if (!answer) return words.drawFirst;
    const now = share(answer.probabilities[answer.top]);
    if (!settled || this.drawing) return words.answer(answer.top, now);
    return words.change(settled.top, share(settled.probabilities[settled.top]), answer.top, now);
  }

  private draw(): void {
    const at = surface(this.canvas);
    if (at) {
      at.g.scale(at.width / SIDE, at.height / SIDE);
      ink(at.g, this.strokes, token('--ink'));
      const heat = this.answer && this.overlay.checked ? this.answer.saliency : null;
      // Saliency is given on the pixels of the drawing, so it lies on the drawing.
      if (heat) at.g.drawImage(picture(heat, '--seal', '--seal', (value) => 0.8 * value), 0, 0, SIDE, SIDE);
    }
    const seen = surface(this.seen);
    if (seen && this.answer) {
      seen.g.imageSmoothingEnabled = false;
      const small = picture(this.answer.picture, '--sheet', '--ink', () => 1);
      seen.g.drawImage(small, 0, 0, seen.width, seen.height);
    }
  }
}

/** Bytes of a square as a small canvas: from one colour to another, as opaque as `alpha` says. */
function picture(
  bytes: Uint8Array,
  from: string,
  to: string,
  alpha: (value: number) => number,
): HTMLCanvasElement {
  const side = Math.round(Math.sqrt(bytes.length));
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const g = canvas.getContext('2d');
  if (!g) return canvas;
  const image = g.createImageData(side, side);
  const [low, high] = [rgb(from), rgb(to)];
  for (let i = 0; i < bytes.length; i++) {
    const value = (bytes[i] ?? 0) / 255;
    for (let k = 0; k < 3; k++) {
      image.data[4 * i + k] = (low[k] ?? 0) * (1 - value) + (high[k] ?? 0) * value;
    }
    image.data[4 * i + 3] = 255 * alpha(value);
  }
  g.putImageData(image, 0, 0);
  return canvas;
}

customElements.define('yx-digits', Digits);
