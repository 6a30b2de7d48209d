// Lines over steps: axes with round numbers, solid lines, dashed ghosts, a cursor and one mark.

import { surface, token } from './canvas';

export interface Line {
  values: ArrayLike<number>;
  /** How many of them to draw. */
  count: number;
  /** A custom property. */
  colour: string;
  width: number;
  dash?: number[];
}

export interface LinePicture {
  /** Drawn in order: ghosts first. */
  lines: Line[];
  /** The last step on the axis. */
  xMax: number;
  yMax: number;
  cursor?: number;
  mark?: { x: number; y: number; label: string; colour: string };
}

/** A round number at least as large, at which an axis may end. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = Math.pow(10, Math.floor(Math.log10(value)));
  const lead = value / power;
  const round = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].find((step) => lead <= step + 1e-9) ?? 10;
  return round * power;
}

export function drawLines(canvas: HTMLCanvasElement, picture: LinePicture): void {
  const at = surface(canvas);
  if (!at) return;
  const { g, width, height } = at;
  const small = width < 220;
  const [left, right, top, bottom] = [small ? 28 : 38, 8, 10, 22];
  const [w, h] = [width - left - right, height - top - bottom];
  const x = (step: number) => left + (w * step) / Math.max(1, picture.xMax);
  const y = (value: number) => top + h * (1 - Math.min(1, Math.max(0, value / picture.yMax)));

  g.font = `${small ? 10 : 12}px ${token('--sans')}`;
  g.fillStyle = token('--ink-3');
  g.strokeStyle = token('--line');
  g.lineWidth = 1;
  const rows = small ? 2 : 4;
  const digits = picture.yMax >= 4 * rows ? 0 : picture.yMax >= 2 ? 1 : 2;
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (let i = 0; i <= rows; i++) {
    const value = (picture.yMax * i) / rows;
    const line = Math.round(y(value)) + 0.5;
    g.beginPath();
    g.moveTo(left, line);
    g.lineTo(width - right, line);
    g.stroke();
    g.fillText(value.toFixed(digits), left - 5, line);
  }
  g.textBaseline = 'alphabetic';
  const columns = small ? 2 : 4;
  for (let i = 0; i <= columns; i++) {
    const step = Math.round((picture.xMax * i) / columns);
    g.textAlign = i === columns ? 'right' : 'center';
    g.fillText(String(step), i === columns ? width - right : x(step), height - 6);
  }

  g.lineJoin = 'round';
  for (const { values, count, colour, width: thick, dash } of picture.lines) {
    g.beginPath();
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      if (i) g.lineTo(x(i), y(value));
      else g.moveTo(x(i), y(value));
    }
    g.setLineDash(dash ?? []);
    g.strokeStyle = token(colour);
    g.lineWidth = thick;
    g.stroke();
  }
  g.setLineDash([]);

  if (picture.cursor !== undefined) {
    g.beginPath();
    g.moveTo(x(picture.cursor), top);
    g.lineTo(x(picture.cursor), top + h);
    g.strokeStyle = token('--line-2');
    g.lineWidth = 1;
    g.stroke();
  }
  const { mark } = picture;
  if (mark) {
    g.beginPath();
    g.arc(x(mark.x), y(mark.y), 4, 0, 7);
    g.fillStyle = token('--sheet');
    g.fill();
    g.strokeStyle = token(mark.colour);
    g.lineWidth = 2;
    g.stroke();
    if (!small) {
      const before = x(mark.x) > left + w * 0.6;
      const [textX, textY] = [x(mark.x) + (before ? -2 : 2), y(mark.y) + (y(mark.y) + 24 < top + h ? 20 : -12)];
      g.textAlign = before ? 'right' : 'left';
      // A halo, for the label may lie on a line.
      g.strokeStyle = token('--sunk');
      g.lineWidth = 4;
      g.strokeText(mark.label, textX, textY);
      g.fillStyle = token('--ink-2');
      g.fillText(mark.label, textX, textY);
    }
  }
}
