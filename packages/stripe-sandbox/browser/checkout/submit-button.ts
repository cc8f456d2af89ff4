import { h, icon } from './dom.ts';

const CHECK = 'M3.5 8.5 6.5 11.5 12.5 4.5';

export interface SubmitButton {
  readonly element: HTMLButtonElement;
  show(state: 'waiting' | 'ready' | 'busy' | 'done'): void;
}

/** The button that pays. It keeps its size while it works, and says in words what it is doing. */
export function submitButton(
  label: string,
  words: { readonly processing: string; readonly done: string },
): SubmitButton {
  const text = h('span', {}, label);
  const element = h('button', { type: 'submit', class: 'submit' }, text);
  return {
    element,
    show(state) {
      const busy = state === 'busy' || state === 'done';
      element.dataset.state = state;
      element.disabled = state !== 'ready';
      text.textContent = state === 'busy' ? words.processing : state === 'done' ? words.done : label;
      element.setAttribute('aria-busy', String(state === 'busy'));
      const mark = state === 'done' ? icon(CHECK) : h('span', { class: 'spinner', 'aria-hidden': 'true' });
      element.replaceChildren(...(busy ? [mark, text] : [text]));
    },
  };
}
