// An `order` list: entries are dragged, moved by buttons or by arrow keys. The lists of places that
// serve without scripts make way, and the order is handed in as `answer=2,0,1`.

const ICON = { up: 'M12 19V5.5M6 11l6-6 6 6', down: 'M12 5v13.5M6 13l6 6 6-6', grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01' };
const SVG = 'http://www.w3.org/2000/svg';

export function arrange(list: HTMLElement, changed: () => void): void {
  const words = document.body.dataset;
  const items = () => [...list.querySelectorAll<HTMLElement>(':scope > .rank')];
  const answer = document.createElement('input');
  answer.type = 'hidden';
  answer.name = 'answer';
  list.before(answer);
  const help = document.createElement('p');
  help.className = 'small muted rank-help';
  help.textContent = words.help ?? '';
  list.before(help);
  const voice = document.createElement('p');
  voice.className = 'vh';
  voice.setAttribute('role', 'status');
  list.after(voice);
  list.classList.add('rank-list');

  const note = () => {
    answer.value = items()
      .map((item) => item.dataset.position)
      .join(',');
  };
  const settle = (item: HTMLElement) => {
    note();
    changed();
    const all = items();
    const place = String(all.indexOf(item) + 1);
    voice.textContent = (words.moved ?? '').replace('{n}', place).replace('{all}', String(all.length));
  };
  /** Moves an entry to another place; the button that was pressed keeps the focus. */
  const move = (item: HTMLElement, to: number) => {
    const all = items();
    const at = all.indexOf(item);
    const target = all[to];
    if (!target || to === at) return;
    const held = document.activeElement;
    if (to < at) target.before(item);
    else target.after(item);
    if (held instanceof HTMLElement && item.contains(held)) held.focus();
    settle(item);
  };

  const ranks = items().map((item) => {
    const select = item.querySelector('select');
    const rank = select?.value ? Number(select.value) : undefined;
    const text = item.firstElementChild?.textContent?.trim() ?? '';
    select?.remove();
    const grip = document.createElement('span');
    grip.className = 'grip';
    grip.append(icon('grip'));
    item.prepend(grip);
    const moves = document.createElement('span');
    moves.className = 'moves';
    for (const way of ['up', 'down'] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'ghost';
      button.setAttribute('aria-label', `${words[way] ?? way}: ${text}`);
      button.append(icon(way));
      button.addEventListener('click', () => move(item, items().indexOf(item) + (way === 'up' ? -1 : 1)));
      moves.append(button);
    }
    item.append(moves);
    item.addEventListener('keydown', (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(item, items().indexOf(item) + step);
    });
    drag(item, items, move);
    return { item, rank };
  });
  // Places that were chosen without scripts become the order.
  if (ranks.some(({ rank }) => rank !== undefined)) {
    ranks.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
    list.append(...ranks.map(({ item }) => item));
  }
  note();
}

/** Follows a pointer that holds an entry; neighbours change places as it passes their middles. */
function drag(item: HTMLElement, items: () => HTMLElement[], move: (item: HTMLElement, to: number) => void): void {
  item.addEventListener('pointerdown', (down) => {
    const target = down.target;
    if (!(target instanceof Element) || target.closest('button') || down.button !== 0) return;
    // A finger scrolls the page unless it takes the handle.
    if (down.pointerType === 'touch' && !target.closest('.grip')) return;
    down.preventDefault();
    item.setPointerCapture(down.pointerId);
    item.classList.add('held');
    const follow = (event: PointerEvent) => {
      const all = items();
      const at = all.indexOf(item);
      const middle = (other: HTMLElement | undefined) => {
        const box = other?.getBoundingClientRect();
        return box ? box.top + box.height / 2 : undefined;
      };
      const above = middle(all[at - 1]);
      const below = middle(all[at + 1]);
      if (above !== undefined && event.clientY < above) move(item, at - 1);
      else if (below !== undefined && event.clientY > below) move(item, at + 1);
    };
    const release = () => {
      item.classList.remove('held');
      item.removeEventListener('pointermove', follow);
      item.removeEventListener('pointerup', release);
      item.removeEventListener('pointercancel', release);
    };
    item.addEventListener('pointermove', follow);
    item.addEventListener('pointerup', release);
    item.addEventListener('pointercancel', release);
  });
}

function icon(name: keyof typeof ICON): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICON[name]);
  svg.append(path);
  return svg;
}
