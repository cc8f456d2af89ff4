export interface Problem {
  readonly code: string;
  readonly message: string;
}

export type Control = HTMLInputElement | HTMLSelectElement;

/** A labelled control with its problem told below it, and read out. */
export interface Field<C extends Control = Control> {
  readonly control: C;
  readonly row: HTMLElement;
  readonly box: HTMLElement;
  /** Whether the field is asked for at all. */
  isShown(): boolean;
  setShown(shown: boolean): void;
  setLabel(text: string): void;
  problem(): Problem | undefined;
  /** Shows a problem, or that there is none. */
  tell(problem: Problem | undefined): void;
}

interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly problem: () => Problem | undefined;
}

export function textField(
  options: FieldOptions & {
    readonly placeholder?: string;
    readonly inputMode?: 'numeric' | 'text' | 'tel';
    readonly type?: string;
  },
): Field<HTMLInputElement> {
  const input = document.createElement('input');
  input.type = options.type ?? 'text';
  // A placeholder of one space lets the sheet tell an empty field from a full one.
  input.placeholder = options.placeholder ?? ' ';
  input.inputMode = options.inputMode ?? 'text';
  input.spellcheck = false;
  return field(input, options);
}

export function selectField(
  options: FieldOptions & { readonly choices: readonly (readonly [value: string, label: string])[] },
): Field<HTMLSelectElement> {
  const select = document.createElement('select');
  for (const [value, label] of options.choices) select.append(new Option(label, value));
  return field(select, options);
}

function field<C extends Control>(control: C, { id, label: text, autocomplete, problem }: FieldOptions): Field<C> {
  control.id = id;
  control.className = 'Input';
  control.setAttribute('autocomplete', autocomplete);
  const label = document.createElement('label');
  label.htmlFor = id;
  label.className = 'Label';
  label.textContent = text;
  const box = document.createElement('div');
  box.className = 'box';
  box.append(control);
  const error = document.createElement('p');
  error.id = `${id}-error`;
  error.className = 'Error';
  error.setAttribute('role', 'alert');
  const row = document.createElement('div');
  row.className = 'row';
  row.append(label, box, error);

  const showState = () => {
    const empty = control.value === '';
    const raised = !empty || control === document.activeElement || control instanceof HTMLSelectElement;
    control.classList.toggle('Input--empty', empty);
    label.classList.toggle('Label--empty', empty);
    label.classList.toggle('Label--floating', raised);
    label.classList.toggle('Label--resting', !raised);
    label.classList.toggle('Label--focused', control === document.activeElement);
  };
  for (const event of ['input', 'change', 'focus', 'blur']) control.addEventListener(event, showState);
  showState();

  const tell = (found: Problem | undefined) => {
    showState();
    error.textContent = found?.message ?? '';
    control.classList.toggle('Input--invalid', found !== undefined);
    label.classList.toggle('Label--invalid', found !== undefined);
    if (found === undefined) {
      control.removeAttribute('aria-invalid');
      control.removeAttribute('aria-describedby');
    } else {
      control.setAttribute('aria-invalid', 'true');
      control.setAttribute('aria-describedby', error.id);
    }
  };
  control.addEventListener('input', () => tell(undefined));
  // An empty field is no problem yet when it is left, and stays one that was told of.
  control.addEventListener('blur', () => {
    if (control.value !== '') tell(problem());
  });

  return {
    control,
    row,
    box,
    isShown: () => !row.hidden,
    setShown(shown) {
      row.hidden = !shown;
    },
    setLabel(words) {
      label.textContent = words;
    },
    problem: () => (row.hidden ? undefined : problem()),
    tell,
  };
}

/** Writes a value as if it had been typed, for the formatting and the floating label. */
export function fill({ control }: Field, value: string): void {
  control.value = value;
  control.dispatchEvent(new Event('input'));
}

/** Fields side by side; one alone takes the whole row. */
export function pair(...fields: readonly Field[]): HTMLElement {
  const group = document.createElement('div');
  group.className = 'pair';
  group.append(...fields.map(({ row }) => row));
  return group;
}

/** Shows every problem, puts the focus on the first, and gives it. */
export function validateAll(fields: readonly Field[]): Problem | undefined {
  const found = fields.map((one) => ({ one, problem: one.problem() }));
  for (const { one, problem } of found) one.tell(problem);
  const first = found.find(({ problem }) => problem !== undefined);
  first?.one.control.focus();
  return first?.problem;
}

/** Formats while typing and keeps the caret behind the same digit. */
export function formatWhileTyping(input: HTMLInputElement, format: (typed: string) => string): void {
  input.addEventListener('input', () => {
    const before = input.value.slice(0, input.selectionStart ?? input.value.length).replace(/\D/g, '').length;
    const atEnd = input.selectionStart === input.value.length;
    input.value = format(input.value);
    if (atEnd || input !== document.activeElement) return;
    let digits = 0;
    let caret = 0;
    while (caret < input.value.length && digits < before) {
      if (/\d/.test(input.value.charAt(caret))) digits += 1;
      caret += 1;
    }
    input.setSelectionRange(caret, caret);
  });
}
