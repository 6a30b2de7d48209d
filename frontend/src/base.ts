// On every page: the theme button, and menus that close when the attention goes elsewhere.

type Theme = 'system' | 'light' | 'dark';

const ORDER: readonly Theme[] = ['system', 'light', 'dark'];
const YEAR_S = 31_536_000;
const root = document.documentElement;

function current(): Theme {
  const wish = root.dataset.theme;
  return wish === 'light' || wish === 'dark' ? wish : 'system';
}

/** Sets the theme and keeps it in a cookie, so that the server paints the next page rightly. */
function wear(theme: Theme, button: HTMLElement): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === 'system' ? 0 : YEAR_S;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
  const label = button.dataset[theme];
  if (label) {
    button.setAttribute('aria-label', label);
    button.title = label;
  }
  dispatchEvent(new Event('yx-theme'));
}

const button = document.querySelector<HTMLElement>('[data-theme-button]');
if (button) {
  button.title = button.getAttribute('aria-label') ?? '';
  button.addEventListener('click', () => {
    // From "as the system" the first press goes to the other of the two, which is what one sees.
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
    const order = isDark ? (['system', 'light', 'dark'] as const) : (['system', 'dark', 'light'] as const);
    const at = order.indexOf(current());
    wear(order[(at + 1) % ORDER.length] ?? 'system', button);
  });
}

const account = document.querySelector<HTMLDetailsElement>('details.account');
if (account) {
  document.addEventListener('click', (event) => {
    if (account.open && event.target instanceof Node && !account.contains(event.target)) account.open = false;
  });
  account.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !account.open) return;
    account.open = false;
    account.querySelector('summary')?.focus();
  });
}

export {};
