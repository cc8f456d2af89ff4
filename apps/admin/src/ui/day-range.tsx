export interface DayRangeProps {
  /** Days such as 2026-11-30, in the reader's own time zone; both are meant to be within. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (changes: { from?: string | undefined; to?: string | undefined }) => void;
}

const INPUT = 'h-9 min-w-0 flex-1 rounded-md border border-line bg-card px-2.5 tabular-nums';

/** From one day to another, each of which may be left open. */
export function DayRange({ from, to, onChange }: DayRangeProps) {
  return (
    <fieldset className="col-span-full flex min-w-0 items-center gap-1.5">
      <legend className="sr-only">Days</legend>
      <input
        type="date"
        aria-label="From"
        value={from ?? ''}
        {...(to === undefined ? {} : { max: to })}
        onChange={(event) => onChange({ from: event.target.value })}
        className={`${INPUT} ${from === undefined ? 'text-soft' : ''}`}
      />
      <span aria-hidden="true" className="text-soft">
        –
      </span>
      <input
        type="date"
        aria-label="To"
        value={to ?? ''}
        {...(from === undefined ? {} : { min: from })}
        onChange={(event) => onChange({ to: event.target.value })}
        className={`${INPUT} ${to === undefined ? 'text-soft' : ''}`}
      />
    </fieldset>
  );
}

/** When a day begins for the reader, or `days` after it: ISO 8601 in UTC. */
export function beginOf(day: string, days = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const begin = new Date(2000, month - 1, date + days);
  begin.setFullYear(year, month - 1, date + days);
  return begin.toISOString();
}
