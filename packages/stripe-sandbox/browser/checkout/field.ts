import { h } from './dom.ts';

export interface TextField {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  readonly value: string;
  /** Shows what is wrong below the field, or that nothing is. */
  show(problem: string | undefined): void;
}

/** A labelled field that tells its problem below itself, and forgets it when the customer types. */
export function textField(id: string, label: string, attributes: Readonly<Record<string, string>>): TextField {
  const input = h('input', { id, ...attributes });
  const problem = h('p', { id: `${id}-problem`, class: 'field-problem', role: 'alert' });
  const row = h('div', { class: 'row' }, h('label', { for: id }, label), input, problem);
  const show = (message: string | undefined) => {
    problem.textContent = message ?? '';
    row.classList.toggle('wrong', message !== undefined);
    if (message === undefined) {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    } else {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', problem.id);
    }
  };
  input.addEventListener('input', () => show(undefined));
  return {
    row,
    input,
    get value() {
      return input.value.trim();
    },
    show,
  };
}
