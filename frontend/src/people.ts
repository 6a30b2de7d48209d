// The administrator's page: copies an invitation's link.

for (const box of document.querySelectorAll<HTMLElement>('[data-invitation]')) {
  const field = box.querySelector<HTMLInputElement>('input[readonly]');
  const button = box.querySelector<HTMLElement>('[data-copy]');
  if (!field || !button) continue;
  box.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  field.addEventListener('focus', () => field.select());
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Without TLS there is no clipboard; the old way still works.
      field.select();
      document.execCommand('copy');
    }
    const label = button.querySelector('span');
    if (!label) return;
    const before = label.textContent;
    label.textContent = button.dataset.copied ?? before;
    label.setAttribute('role', 'status');
    setTimeout(() => (label.textContent = before), 2_000);
  });
}

export {};
