// A run as it arrives: every loss, the pictures that came, the end.

import { bytes } from './ask';

export interface Summary {
  [name: string]: number;
}

export type End =
  | { state: 'finished'; run: string; summary: Summary; changed: string; kept: boolean }
  | { state: 'stopped' }
  | { state: 'failed'; error: string };

export interface Opening {
  steps: number;
  side: number;
  extent: number;
  train: number[];
  validation: number[];
}

interface Steps {
  from: number;
  train_loss: number[];
  val_loss: number[];
  train_accuracy: number[];
  val_accuracy: number[];
  fields: [number, string][];
}

export class Film {
  readonly trainLoss: number[] = [];
  readonly valLoss: number[] = [];
  readonly trainAccuracy: number[] = [];
  readonly valAccuracy: number[] = [];
  private readonly fields: { step: number; pixels: Uint8Array }[] = [];
  end: End | null = null;

  constructor(
    readonly opening: Opening,
    /** What decided it, for tables: names as on the page. */
    readonly settings: [string, string][],
  ) {}

  /** The newest step that has arrived. */
  get last(): number {
    return this.trainLoss.length - 1;
  }

  get finished(): boolean {
    return this.end?.state === 'finished';
  }

  add(steps: Steps): void {
    // A resumed connection may begin before what is here already.
    const skip = this.trainLoss.length - steps.from;
    if (skip < 0) return;
    this.trainLoss.push(...steps.train_loss.slice(skip));
    this.valLoss.push(...steps.val_loss.slice(skip));
    this.trainAccuracy.push(...steps.train_accuracy.slice(skip));
    this.valAccuracy.push(...steps.val_accuracy.slice(skip));
    const newest = this.fields[this.fields.length - 1]?.step ?? -1;
    for (const [step, text] of steps.fields) {
      if (step > newest) this.fields.push({ step, pixels: bytes(text) });
    }
  }

  /** The picture at a step: the newest one up to it. */
  picture(step: number): Uint8Array | null {
    let found: Uint8Array | null = null;
    for (const field of this.fields) {
      if (field.step > step) break;
      found = field.pixels;
    }
    return found;
  }

  /** The step of the next picture after `step`, or the newest step if none has come. */
  after(step: number): number {
    return this.fields.find((field) => field.step > step)?.step ?? Math.max(this.last, 0);
  }

  /** Step and value of the lowest validation loss up to a step. */
  lowest(until: number): [number, number] {
    let best = 0;
    for (let i = 1; i <= Math.min(until, this.last); i++) {
      if ((this.valLoss[i] ?? Infinity) < (this.valLoss[best] ?? Infinity)) best = i;
    }
    return [best, this.valLoss[best] ?? NaN];
  }
}

/** Listens to a run. `broken` is called with whether the browser will try again. */
export function listen(
  run: string,
  on: {
    opening: (opening: Opening) => void;
    steps: (steps: Steps) => void;
    end: (end: End) => void;
    broken: (again: boolean) => void;
  },
): EventSource {
  const source = new EventSource(`/api/runs/${run}/events`);
  const take = <T>(name: string, use: (value: T) => void) =>
    source.addEventListener(name, (event) => use(JSON.parse((event as MessageEvent<string>).data) as T));
  take<Opening>('opening', on.opening);
  take<Steps>('steps', on.steps);
  take<End>('end', (end) => {
    source.close();
    on.end(end);
  });
  source.addEventListener('error', () => on.broken(source.readyState !== EventSource.CLOSED));
  return source;
}
