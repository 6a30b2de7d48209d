// What every drawing needs: a context in CSS pixels, colours of the theme, a redraw when either
// changes.

export interface Surface {
  g: CanvasRenderingContext2D;
  width: number;
  height: number;
}

/** Fits the canvas's pixels to its box on this screen; nothing while it is not shown. */
export function surface(canvas: HTMLCanvasElement): Surface | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const g = canvas.getContext('2d');
  if (!g || !width || !height) return null;
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  g.setTransform(w / width, 0, 0, h / height, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height };
}

/** The value of a custom property: `--series-a`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Red, green and blue of a token written as #rrggbb or #rgb. */
export function rgb(name: string): [number, number, number] {
  const hex = token(name).replace('#', '');
  const long = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const value = parseInt(long, 16) || 0;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Calls `draw` when an element changes its size or the page its theme; returns the way out. */
export function redrawn(element: Element, draw: () => void): () => void {
  const sizes = new ResizeObserver(() => draw());
  sizes.observe(element);
  const theme = new MutationObserver(() => draw());
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', draw);
  return () => {
    sizes.disconnect();
    theme.disconnect();
    system.removeEventListener('change', draw);
  };
}
