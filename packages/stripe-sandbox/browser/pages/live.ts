import { Idiomorph } from 'idiomorph';
import { showCopyButtons } from './copy.ts';

/** Browsers allow few connections per host; asking again leaves them free, which a stream would not. */
const EVERY_MS = 2_000;
const PAUSED = 'stripe-sandbox-paused';

/** Keeps the page as the sandbox is, in place: scroll, focus, what is open and what is typed stay. */
export function keepLive(): void {
  const button = document.querySelector<HTMLButtonElement>('button[data-live]');
  if (button === null || document.querySelector('main[data-refresh]') === null) return;
  const show = () => {
    const live = sessionStorage.getItem(PAUSED) === null;
    button.setAttribute('aria-pressed', String(live));
    button.textContent = live ? 'Live' : 'Paused';
    button.title = live
      ? 'The page follows the sandbox; click to hold it still'
      : 'The page stands still; click to follow';
  };
  button.hidden = false;
  show();
  button.addEventListener('click', () => {
    if (sessionStorage.getItem(PAUSED) === null) sessionStorage.setItem(PAUSED, '1');
    else sessionStorage.removeItem(PAUSED);
    show();
  });
  const round = async (): Promise<void> => {
    try {
      if (!document.hidden && sessionStorage.getItem(PAUSED) === null) await refresh();
    } finally {
      setTimeout(() => void round(), EVERY_MS);
    }
  };
  setTimeout(() => void round(), EVERY_MS);
}

async function refresh(): Promise<void> {
  // A sandbox that was stopped may come back; until then the page stays as it is.
  const response = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-cache' }).catch(
    () => null,
  );
  if (response?.ok !== true) return;
  const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main[data-refresh]');
  const current = document.querySelector('main[data-refresh]');
  if (next === null || current === null || document.hidden) return;
  Idiomorph.morph(current, [...next.childNodes], {
    morphStyle: 'innerHTML',
    callbacks: { beforeNodeMorphed: mayChange, beforeAttributeUpdated: mayUpdate },
  });
  showCopyButtons();
}

/** What somebody typed or chose stays. */
function mayChange(node: Node): boolean {
  if (node instanceof HTMLInputElement) return node.value === node.defaultValue && node !== document.activeElement;
  return !(node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement);
}

/** What somebody opened stays open, and buttons shown by the script stay shown. */
function mayUpdate(name: string, node: Element): boolean {
  if (name === 'open') return !(node instanceof HTMLDetailsElement);
  return !((name === 'hidden' || name === 'data-copied') && node.matches('button[data-copy]'));
}
