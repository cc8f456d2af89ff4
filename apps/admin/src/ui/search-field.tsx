import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';

const TYPING_MS = 250;

export interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Waits for a pause in typing, so that not every letter is a request. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="relative col-span-full min-w-60 flex-1 sm:max-w-xs">
      <span className="sr-only">{label}</span>
      <Search className="absolute top-2.5 left-3 size-4 text-soft" aria-hidden="true" />
      <input
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={placeholder}
        className="h-9 w-full rounded-md border border-line bg-card pr-3 pl-9"
      />
    </label>
  );
}
