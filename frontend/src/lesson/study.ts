// Study time: tells the server that the lesson is open before an active reader, twice a minute.
// Times are the server's; silence ends a stretch.

const BEAT_MS = 30_000;
const ACTIVE_MS = 60_000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchstart', 'input'];

export function study(): void {
  const { lesson, version } = document.body.dataset;
  if (!lesson || !version) return;
  let id: string | undefined;
  let active = Date.now();
  for (const sign of SIGNS) addEventListener(sign, () => (active = Date.now()), { passive: true, capture: true });

  const post = (fields: Record<string, string>) =>
    fetch('/api/study', { method: 'POST', keepalive: true, body: new URLSearchParams(fields) });

  const open = async () => {
    try {
      const response = await post({ event: 'open', lesson, version });
      if (response.ok) id = ((await response.json()) as { study?: string }).study;
    } catch {
      // Offline: the next beat tries again.
    }
  };
  const beat = async () => {
    if (document.visibilityState !== 'visible' || Date.now() - active > ACTIVE_MS) return;
    if (id === undefined) return open();
    try {
      const response = await post({ event: 'beat', study: id });
      if (response.status === 404) await open();
    } catch {
      // Offline: what is not told is not counted.
    }
  };
  const leave = () => {
    if (id === undefined) return;
    navigator.sendBeacon('/api/study', new URLSearchParams({ event: 'leave', study: id }));
    id = undefined;
  };

  if (document.visibilityState === 'visible') void open();
  setInterval(() => void beat(), BEAT_MS);
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
    else {
      active = Date.now();
      void open();
    }
  });
}
