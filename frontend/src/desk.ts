// The grading desk: drop and upload a file, follow a batch, walk through rows by keyboard.
// Without this script every form still posts and a link refreshes.

/** Largest file that the server takes. */
const LARGEST = 256 * 1024 * 1024;
/** Milliseconds between two looks at the page where no stream helps. */
const PAUSE = 3000;
/** Remembers that single-key shortcuts are off. */
const KEYS_OFF = 'yanxi-keys-off';

const find = <E extends Element>(selector: string, within: ParentNode = document) => within.querySelector<E>(selector);

// Upload

function upload(form: HTMLFormElement) {
  const input = find<HTMLInputElement>('input[type=file]', form);
  const drop = find<HTMLElement>('.drop', form);
  const name = find<HTMLElement>('[data-chosen]', form);
  const bar = find<HTMLProgressElement>('progress', form);
  const problem = find<HTMLElement>('[data-problem]', form);
  const button = find<HTMLButtonElement>('button', form);
  if (!input || !drop || !name || !bar || !problem || !button) return;
  const [invitation, start] = [name.textContent, button.textContent];
  form.classList.add('scripted');
  form.noValidate = true;

  const complain = (sentence = '') => {
    problem.textContent = sentence;
    problem.hidden = sentence === '';
  };
  const chosen = () => {
    const file = input.files?.[0];
    name.textContent = file ? file.name : invitation;
    complain(file && file.size > LARGEST ? form.dataset.large : '');
    return file;
  };
  const rest = (sentence?: string) => {
    bar.hidden = true;
    button.disabled = false;
    button.textContent = start;
    complain(sentence);
  };

  input.addEventListener('change', chosen);
  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
    });
  }
  drop.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    chosen();
    button.focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const file = chosen();
    if (!file) return complain(form.dataset.missing);
    if (file.size > LARGEST) return;
    const body = new FormData();
    body.append('file', file);
    // fetch says nothing of how far an upload is.
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (sent) => {
      if (sent.lengthComputable) bar.value = sent.loaded / sent.total;
    };
    request.onerror = () => rest(form.dataset.failed);
    request.onload = () => {
      let answer: { href?: string; message?: string } = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A proxy answered, not the server.
      }
      if (answer.href) location.assign(answer.href);
      else rest(answer.message ?? form.dataset.failed);
    };
    bar.value = 0;
    bar.hidden = false;
    button.disabled = true;
    button.textContent = form.dataset.uploading ?? start;
    request.send(body);
  });
}

// Live figures

/** Fetches the page anew and puts its live part in place of the old one. */
async function renew(live: HTMLElement) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById(live.id);
  if (fresh) {
    live.replaceWith(document.adoptNode(fresh));
    enliven();
  }
}

function poll(live: HTMLElement) {
  setTimeout(() => renew(live).catch(() => poll(live)), PAUSE);
}

function follow(live: HTMLElement, batch: string) {
  const stream = new EventSource(`/api/batches/${batch}/events`);
  let state = '';
  stream.addEventListener('progress', (event) => {
    const figures = JSON.parse((event as MessageEvent<string>).data);
    // A batch whose turn has come gets the page that belongs to it.
    if (figures.finished || (state && state !== figures.state)) {
      stream.close();
      renew(live).catch(() => poll(live));
      const said = find<HTMLElement>('[data-said]');
      if (figures.finished && said) said.textContent = said.dataset.done ?? '';
      return;
    }
    state = figures.state;
    for (const part of live.querySelectorAll<HTMLElement>('[data-figure]')) {
      const value = figures[part.dataset.figure ?? ''];
      if (part instanceof HTMLProgressElement) part.value = value;
      else if (part.dataset.figure !== 'state' && value != null) part.textContent = value;
    }
  });
  stream.onerror = () => {
    stream.close();
    poll(live);
  };
}

function enliven() {
  const live = find<HTMLElement>('[data-live][data-moving]');
  if (live?.dataset.batch) follow(live, live.dataset.batch);
  else if (live) poll(live);
  keysHint();
}

// Keys

const areKeysOff = () => {
  try {
    return localStorage.getItem(KEYS_OFF) === '1';
  } catch {
    return false;
  }
};

function keysHint() {
  find('[data-keys-help]')?.classList.toggle('off', areKeysOff());
}

function move(step: number) {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.classList.contains('selected'));
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return;
  rows[at]?.classList.remove('selected');
  rows[at]?.removeAttribute('tabindex');
  next.classList.add('selected');
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function open(row: HTMLElement) {
  const details = find<HTMLDetailsElement>('details', row);
  if (details) {
    details.open = !details.open;
    row.scrollIntoView({ block: 'nearest' });
  } else find<HTMLAnchorElement>('[data-open]', row)?.click();
}

function keys() {
  const help = find<HTMLDialogElement>('[data-help]');
  const box = find<HTMLInputElement>('[data-keys-on]');
  if (!help || !box) return;
  box.checked = !areKeysOff();
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(KEYS_OFF, box.checked ? '0' : '1');
    } catch {
      // Without storage the wish holds until the page is left.
    }
    keysHint();
  });
  document.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-keys-help]')) help.showModal();
  });
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const isTyping = target.closest('input, select, textarea, [contenteditable]');
    if (!box.checked || help.open || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === '?') help.showModal();
    else if (key === 'enter' && target.matches('[data-row]')) open(target);
    else return;
    event.preventDefault();
  });
}

// A report on paper has no folds, but for the receipts.
addEventListener('beforeprint', () => {
  for (const fold of document.querySelectorAll<HTMLDetailsElement>('.items details')) fold.open = true;
});

const form = find<HTMLFormElement>('[data-upload]');
if (form) upload(form);
keys();
enliven();
