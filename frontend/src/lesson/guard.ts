// Asks before the page is left with an answer that was not handed in.

import type { Cards } from './cards';

export function guard(cards: Cards): void {
  addEventListener('beforeunload', (event) => {
    const isOpen = [...cards.unsaved].some((form) => form.isConnected && form.querySelector('[type=submit]'));
    if (!isOpen) return;
    event.preventDefault();
    // What browsers before Chromium 119 listen to.
    event.returnValue = '';
  });
}
