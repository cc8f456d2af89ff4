import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';

export interface SelectFieldProps {
  readonly label: string;
  /** What is shown, and chosen, when nothing is. */
  readonly none: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}

/** A choice of one, or none. */
export function SelectField({ label, none, value = '', options, onChange }: SelectFieldProps) {
  // An address may name what is no longer on offer; it filters all the same, so it is shown.
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <label className="relative min-w-0">
      <span className="sr-only">{label}</span>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        className={clsx(
          'h-9 w-full cursor-pointer sm:max-w-56 appearance-none truncate rounded-md border border-line bg-card pr-8 pl-3',
          value === '' ? 'text-soft' : 'font-medium text-ink',
        )}
      >
        <option value="">{none}</option>
        {known ? null : <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-soft" aria-hidden="true" />
    </label>
  );
}
