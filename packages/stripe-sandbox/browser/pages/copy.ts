const TOLD_MS = 1_500;

/** Shows the buttons that copy. They start hidden: without this script they could do nothing. */
export function showCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) button.hidden = false;
}

/** Copies on a click, and says so for a moment. */
export function listenForCopies(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-copy]') : null;
    if (button === null) return;
    void navigator.clipboard.writeText(button.dataset.copy ?? '').then(() => {
      button.dataset.copied = '';
      setTimeout(() => delete button.dataset.copied, TOLD_MS);
    });
  });
}
