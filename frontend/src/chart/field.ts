// A decision field with its points: class by colour and shape, training filled, validation hollow.

import { rgb, surface, token } from './canvas';

export interface FieldPicture {
  /** Probability of class 1, 0 … 255, row by row from the top left; nothing before training. */
  pixels: Uint8Array | null;
  side: number;
  /** The picture shows the square from −extent to extent. */
  extent: number;
  /** x, y, class, x, y, class … */
  train: number[];
  validation: number[];
}

let spare: HTMLCanvasElement | undefined;

export function drawField(canvas: HTMLCanvasElement, picture: FieldPicture): void {
  const at = surface(canvas);
  if (!at) return;
  const { g, width, height } = at;
  const { pixels, side, extent } = picture;
  if (pixels && pixels.length === side * side) {
    g.imageSmoothingEnabled = true;
    g.imageSmoothingQuality = 'high';
    g.drawImage(tint(pixels, side), 0, 0, width, height);
  }
  const radius = Math.max(2, Math.min(width / 80, 4.5));
  const dots = (points: number[], filled: boolean) => {
    for (let i = 0; i + 2 < points.length; i += 3) {
      const [px = 0, py = 0, shape = 0] = [points[i], points[i + 1], points[i + 2]];
      const x = ((px + extent) / (2 * extent)) * width;
      const y = ((extent - py) / (2 * extent)) * height;
      const r = filled ? radius : radius * 0.75;
      g.beginPath();
      if (shape) g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      else g.arc(x, y, r, 0, 7);
      const colour = shape ? b : a;
      g.fillStyle = filled ? colour : sheet;
      g.fill();
      g.strokeStyle = filled ? sheet : colour;
      g.stroke();
    }
  };
  const [a, b, sheet] = [token('--series-a'), token('--series-b'), token('--sheet')];
  g.lineWidth = Math.max(1, radius / 3);
  dots(picture.validation, false);
  dots(picture.train, true);
}

/** The field in the theme's colours: the paler, the less certain. */
function tint(pixels: Uint8Array, side: number): HTMLCanvasElement {
  spare ??= document.createElement('canvas');
  spare.width = spare.height = side;
  const g = spare.getContext('2d');
  if (!g) return spare;
  const image = g.createImageData(side, side);
  const [a, b, sheet] = [rgb('--series-a'), rgb('--series-b'), rgb('--sheet')];
  for (let i = 0; i < pixels.length; i++) {
    const p = (pixels[i] ?? 128) / 255;
    const weight = Math.abs(p - 0.5) * 1.1;
    const colour = p > 0.5 ? b : a;
    for (let k = 0; k < 3; k++) {
      image.data[4 * i + k] = (sheet[k] ?? 0) * (1 - weight) + (colour[k] ?? 0) * weight;
    }
    image.data[4 * i + 3] = 255;
  }
  g.putImageData(image, 0, 0);
  return spare;
}
