// Under `--watch`: loads the page again when its lesson or its findings changed, at the same place.

interface Marks {
  version: string;
  findings: string | null;
}

const KEY = `yx-scroll:${location.pathname}`;

const kept = sessionStorage.getItem(KEY);
if (kept !== null) {
  sessionStorage.removeItem(KEY);
  // After layout, or there is nothing to scroll to.
  requestAnimationFrame(() => scrollTo(0, Number(kept)));
}

const { lesson, version } = document.body.dataset;
if (document.body.hasAttribute('data-watch')) {
  let seen: Marks | undefined;
  const query = lesson ? `?${new URLSearchParams({ lesson })}` : '';
  const source = new EventSource(`/api/changes${query}`);
  source.addEventListener('marks', (event: MessageEvent<string>) => {
    const marks = JSON.parse(event.data) as Marks;
    const isOld = version !== undefined && version !== marks.version;
    const isNew = seen !== undefined && (seen.version !== marks.version || seen.findings !== marks.findings);
    seen = marks;
    if (!isOld && !isNew) return;
    source.close();
    sessionStorage.setItem(KEY, String(scrollY));
    location.reload();
  });
  addEventListener('pagehide', () => source.close());
}

export {};
