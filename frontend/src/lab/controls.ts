// The sliders of a lab, its seed and its data: reading, writing, the permalink.

/** A parameter's slider; its positions stand for the values of `data-stops`. */
class Slider {
  readonly stops: number[];
  private readonly output: HTMLOutputElement | null;
  readonly label: string;

  constructor(readonly input: HTMLInputElement) {
    this.stops = (input.dataset['stops'] ?? '').split(' ').map(Number);
    this.output = input.closest('label')?.querySelector('output') ?? null;
    this.label = input.getAttribute('aria-label') ?? input.name;
    this.show();
  }

  get value(): number {
    return this.stops[Number(this.input.value)] ?? 0;
  }

  show(): void {
    const text = String(this.value);
    if (this.output) this.output.value = text;
    this.input.setAttribute('aria-valuetext', text);
  }

  reset(): void {
    this.input.value = this.input.dataset['start'] ?? this.input.defaultValue;
    this.show();
  }
}

export interface Wish {
  seed: number;
  set: string;
  parameters: { [name: string]: number };
}

export class Controls {
  private readonly sliders: Slider[];
  private readonly seed: HTMLInputElement;
  private readonly set: HTMLSelectElement | null;
  private readonly fixed: [string, number][];

  constructor(
    form: HTMLFormElement,
    private readonly lab: HTMLElement,
    changed: () => void,
  ) {
    this.sliders = [...form.querySelectorAll<HTMLInputElement>('input[type=range]')].map((input) => new Slider(input));
    this.seed = form.querySelector<HTMLInputElement>('input[name=seed]') ?? document.createElement('input');
    this.set = form.querySelector('select[name=set]');
    this.fixed = [...new URLSearchParams(lab.dataset['fixed'] ?? '')].map(([name, value]) => [name, Number(value)]);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', (event) => {
      this.sliders.find((slider) => slider.input === event.target)?.show();
      // A seed counts when it is written to its end.
      if (event.target !== this.seed) changed();
    });
    this.seed.addEventListener('change', changed);
  }

  /** What is set now; nothing while the seed is not a whole number in its range. */
  get wish(): Wish | null {
    const seed = Number(this.seed.value);
    const isSeed = this.seed.value.trim() !== '' && Number.isSafeInteger(seed) && seed >= 0;
    this.seed.setAttribute('aria-invalid', String(!isSeed));
    if (!isSeed) return null;
    const parameters: Wish['parameters'] = {};
    for (const [name, value] of this.fixed) parameters[name] = value;
    for (const slider of this.sliders) parameters[slider.input.name] = slider.value;
    return { seed, set: this.set?.value ?? this.lab.dataset['set'] ?? 'moons', parameters };
  }

  /** What is set now, as names and values of the page. */
  get settings(): [string, string][] {
    const rows: [string, string][] = [];
    if (this.set) rows.push([label(this.set), this.set.selectedOptions[0]?.text ?? '']);
    for (const slider of this.sliders) rows.push([slider.label, String(slider.value)]);
    rows.push([label(this.seed), this.seed.value]);
    return rows;
  }

  /** Another seed of at most six digits. */
  newSeed(): void {
    const [number = 1] = crypto.getRandomValues(new Uint32Array(1));
    this.seed.value = String(number % 1_000_000);
  }

  /** Back to where the lesson begins. */
  reset(): void {
    for (const slider of this.sliders) slider.reset();
    this.seed.value = this.seed.dataset['start'] ?? this.seed.defaultValue;
    if (this.set) this.set.value = this.lab.dataset['set'] ?? this.set.value;
  }

  /** The page's address with the seed and every parameter. */
  permalink(wish: Wish): string {
    const url = new URL(location.href);
    url.search = new URLSearchParams([
      ['lab', this.lab.id],
      ['set', wish.set],
      ['seed', String(wish.seed)],
      ...Object.entries(wish.parameters).map(([name, value]): [string, string] => [name, String(value)]),
    ]).toString();
    url.hash = this.lab.id;
    return url.href;
  }
}

function label(input: Element): string {
  return input.closest('label')?.querySelector('span')?.textContent ?? '';
}
