// Single-key shortcuts while the focus is in a lab; they can be switched off (WCAG 2.1.4).

import { part } from './parts';

const KEY = 'yx-keys';

/** Wires the keys and the switch; returns the way out. */
export function keyboard(lab: HTMLElement, acts: { [key: string]: (() => void) | undefined }): () => void {
  const toggle = part<HTMLInputElement>(lab, '[data-keys]');
  const hint = part<HTMLElement>(lab, '[data-hint]');
  const show = () => (hint.hidden = !toggle.checked);
  try {
    toggle.checked = localStorage.getItem(KEY) !== 'off';
  } catch {
    // Without storage the switch holds for this page.
  }
  show();
  const wish = () => {
    show();
    try {
      localStorage.setItem(KEY, toggle.checked ? 'on' : 'off');
    } catch {
      // As above.
    }
  };
  const press = (event: KeyboardEvent) => {
    if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const key = event.key.toLowerCase();
    // Where a key writes or presses something, it does only that.
    if (target.matches('input[type=number],select,textarea,[contenteditable]')) return;
    if (key === ' ' && target.matches('button,summary,a,input:not([type=range])')) return;
    const act = acts[key];
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || key === '.') act();
  };
  toggle.addEventListener('change', wish);
  lab.addEventListener('keydown', press);
  return () => {
    toggle.removeEventListener('change', wish);
    lab.removeEventListener('keydown', press);
  };
}
