// Strokes: how they are drawn, how they become 28 by 28 bytes, and ten examples.

export type Stroke = [number, number][];

/** Side of the drawing's own coordinates, ten for each pixel that is sent. */
export const SIDE = 280;
const PIXELS = 28;
const PEN = 22;

/** Draws strokes through the middles of their points, so that corners come out round. */
export function ink(g: CanvasRenderingContext2D, strokes: Stroke[], colour: string): void {
  g.lineCap = g.lineJoin = 'round';
  g.lineWidth = PEN;
  g.strokeStyle = g.fillStyle = colour;
  for (const stroke of strokes) {
    const [first, ...rest] = stroke;
    if (!first) continue;
    // A line without length is not drawn, but a touch of the pen leaves a dot.
    g.beginPath();
    g.arc(first[0], first[1], PEN / 2, 0, 7);
    g.fill();
    g.beginPath();
    g.moveTo(...first);
    let [px, py] = first;
    for (const [x, y] of rest) {
      g.quadraticCurveTo(px, py, (px + x) / 2, (py + y) / 2);
      [px, py] = [x, y];
    }
    g.lineTo(px, py);
    g.stroke();
  }
}

let sheet: HTMLCanvasElement | undefined;

/** 28 rows of 28 bytes, 0 paper, 255 ink: each the mean of its ten by ten square. */
export function raster(strokes: Stroke[]): Uint8Array {
  sheet ??= Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const out = new Uint8Array(PIXELS * PIXELS);
  const g = sheet.getContext('2d', { willReadFrequently: true } as CanvasRenderingContext2DSettings);
  if (!g) return out;
  g.clearRect(0, 0, SIDE, SIDE);
  ink(g, strokes, '#000');
  const { data } = g.getImageData(0, 0, SIDE, SIDE);
  const block = SIDE / PIXELS;
  const sums = new Float64Array(out.length);
  for (let y = 0; y < SIDE; y++) {
    const row = Math.floor(y / block) * PIXELS;
    for (let x = 0; x < SIDE; x++) {
      const i = row + Math.floor(x / block);
      sums[i] = (sums[i] ?? 0) + (data[4 * (y * SIDE + x) + 3] ?? 0);
    }
  }
  return out.map((_, i) => Math.round((sums[i] ?? 0) / (block * block)));
}

/** Points on an ellipse between two angles in turns, 0 on the right, growing clockwise. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke {
  const count = Math.max(6, Math.ceil(Math.abs(to - from) * 24));
  return Array.from({ length: count + 1 }, (_, i): [number, number] => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / count);
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

/** Straight lines, with points close enough to stay straight when corners are rounded. */
function lines(...corners: Stroke): Stroke {
  const points: Stroke = [];
  corners.forEach(([x, y], i) => {
    const [px, py] = corners[i - 1] ?? [x, y];
    for (let k = 1; k <= 8; k++) points.push([px + ((x - px) * k) / 8, py + ((y - py) * k) / 8]);
  });
  return points;
}

/** A digit as a person might write it. */
export const EXAMPLES: Stroke[][] = [
  [arc(140, 140, 58, 86, -0.28, 0.76)],
  [lines([112, 84], [146, 52], [142, 228])],
  [[...arc(138, 104, 54, 50, -0.48, 0.1), ...lines([182, 134], [92, 224], [200, 222])]],
  [[...arc(132, 98, 50, 44, -0.42, 0.2), ...arc(130, 180, 58, 48, -0.2, 0.43)]],
  [lines([160, 48], [84, 168], [208, 166]), lines([166, 110], [162, 234])],
  [[...lines([184, 56], [106, 58], [98, 132]), ...arc(132, 174, 60, 52, -0.35, 0.4)]],
  [[...lines([170, 46], [122, 104], [92, 166]), ...arc(140, 182, 50, 46, -0.5, 0.5)]],
  [lines([82, 62], [196, 60], [124, 230])],
  [[...arc(140, 96, 42, 42, 0.25, -0.75), ...arc(140, 184, 52, 46, -0.25, 0.75)]],
  [[...arc(136, 102, 48, 46, 0, -1), ...lines([184, 102], [178, 160], [158, 232])]],
];
