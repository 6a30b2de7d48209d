// The playground on the open page, as a person handles it.

/** One lab of kind `playground`. */
export class Playground {
  constructor(page, id) {
    this.page = page;
    this.id = id;
    this.root = page.locator(`#${id}`);
    this.run = this.root.getByRole('button', { name: /^(Run|运行)$/ });
  }

  /** Answers the question before the first run. */
  async predict() {
    await this.root.locator('[data-predict] input').first().check();
  }

  /** Waits until the lab is in one of these states. */
  async is(...modes) {
    await this.page.waitForFunction(
      ([id, wanted]) => wanted.includes(document.getElementById(id).dataset.mode ?? 'idle'),
      [this.id, modes],
    );
  }

  /** Runs to the end. */
  async train() {
    await this.run.click();
    await this.is('starting', 'playing');
    await this.is('ended');
  }

  /** Presses Run and gives the milliseconds until the first picture of the network is drawn. */
  async firstPicture() {
    await this.root.scrollIntoViewIfNeeded();
    return this.root.evaluate(
      (lab) =>
        new Promise((resolve) => {
          const field = lab.querySelector('[data-field]');
          const from = performance.now();
          const look = () => {
            const isDrawn = !field.hidden && lab.querySelector('[data-stat=train_loss]').textContent !== '–';
            if (isDrawn) resolve(performance.now() - from);
            else requestAnimationFrame(look);
          };
          lab.querySelector('[data-act=run]').click();
          look();
        }),
    );
  }

  slider(name) {
    return this.root.locator(`input[name="${name}"]`);
  }

  /** The value of a slider's stop. */
  async value(name) {
    return Number(await this.slider(name).getAttribute('aria-valuetext'));
  }

  /** Moves a slider to the stop nearest to `value`. */
  async set(name, value) {
    const slider = this.slider(name);
    const stops = (await slider.getAttribute('data-stops')).split(' ').map(Number);
    const distance = (stop) => Math.abs(stop - value);
    const at = stops.reduce((best, stop, index) => (distance(stop) < distance(stops[best]) ? index : best), 0);
    await slider.fill(String(at));
  }

  /** Moves a slider after a run, which begins another, and waits for its end. */
  async turn(name, value) {
    await this.set(name, value);
    await this.is('starting', 'playing');
    await this.is('ended');
  }

  /** A number of the line of current values. */
  async number(name) {
    return Number.parseFloat(await this.root.locator(`[data-stat="${name}"]`).innerText());
  }

  /** Waits until a later step is shown. */
  async past(step) {
    await this.page.waitForFunction(
      ([id, held]) => Number(document.querySelector(`#${id} [data-stat=step]`).textContent) > held,
      [this.id, step],
    );
  }

  /** Losses at the end of the run and their difference. */
  async summary() {
    const [train_loss, val_loss] = [await this.number('train_loss'), await this.number('val_loss')];
    return { train_loss, val_loss, gap: val_loss - train_loss };
  }

  /** The sentence on what changed. */
  changed() {
    return this.root.locator('[data-changed]').innerText();
  }

  /** Rows of a table of the table view: 0 this run and the last, 1 the course. */
  async rows(index) {
    const view = this.root.locator('[data-table]');
    if ((await view.getAttribute('open')) === null) await view.locator('summary').click();
    const rows = view.locator('table').nth(index).locator('tbody tr');
    await rows.first().waitFor();
    return rows.evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  }

  /** The course of the run, as the table tells it. */
  course() {
    return this.rows(1);
  }

  /** The drawn curves. */
  curve() {
    return this.root.locator('[data-curve]').evaluate((canvas) => canvas.toDataURL());
  }

  /** Hands the run over to the exercise. */
  async use() {
    await this.root.locator('[data-act="use"]').click();
  }
}
