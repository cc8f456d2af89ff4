/** Choosing from a list is enough: its form need not be sent by hand. */
export function submitOnChoice(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-without-script]')) button.hidden = true;
  document.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.matches('[data-submits]'))
      event.target.form?.requestSubmit();
  });
}

/** `/` leads to the search field, as in other dashboards. */
export function searchOnSlash(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches('input, textarea, select')) return;
    const search = document.querySelector<HTMLInputElement>('input[type="search"]');
    if (search === null) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
