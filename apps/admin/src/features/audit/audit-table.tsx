import type { KeyboardEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Moment } from '../../ui/format.tsx';
import { withChanges } from '../../ui/search-params.ts';
import type { AuditEntry } from './types.ts';
import { actionLabel, subjectLabel } from './words.ts';

/** The columns as the export names them: a CSV has exactly these. */
export const SHOWN_COLUMNS = ['at', 'actor', 'action', 'subject_type', 'subject_id', 'reason', 'address'] as const;

const HEADS = ['When', 'Who', 'Action', 'Subject', 'Reason', 'Address'];
const COLUMNS = 'md:grid-cols-[10.5rem_minmax(0,1.1fr)_minmax(0,1fr)_minmax(0,1.1fr)_minmax(0,1.4fr)_8rem] gap-4';

/** Entries as rows; on a phone as cards. A click anywhere on a row opens it; the arrows go from row to row. */
export function AuditTable({ entries, open }: { entries: readonly AuditEntry[]; open: string | undefined }) {
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-card">
      <div
        aria-hidden="true"
        className={`hidden border-b border-line px-5 py-2.5 text-xs font-medium text-soft md:grid ${COLUMNS}`}
      >
        {HEADS.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ul aria-label="Audit entries" onKeyDown={goToNeighbour}>
        {entries.map((entry) => (
          <li key={entry.seq} className="border-b border-line last:border-b-0">
            <Row entry={entry} isOpen={entry.seq === open} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ entry, isOpen }: { entry: AuditEntry; isOpen: boolean }) {
  const [params] = useSearchParams();
  const { at, actor, action, subject, reason, address } = entry;
  return (
    <Link
      to={{ search: withChanges(params, { entry: entry.seq }).toString() }}
      preventScrollReset
      aria-current={isOpen ? 'true' : undefined}
      className={`grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-1 px-5 py-3 hover:bg-raised focus-visible:-outline-offset-2 aria-[current]:bg-raised md:items-center md:py-2.5 ${COLUMNS}`}
    >
      <span className="order-2 text-right text-xs text-soft md:order-none md:text-left md:text-sm">
        <Moment at={at} />
      </span>
      <span className="order-3 col-span-2 truncate md:order-none md:col-span-1">{actor.name}</span>
      <span className="order-1 truncate font-medium md:order-none">{actionLabel(action)}</span>
      <span className="order-4 col-span-2 flex min-w-0 items-baseline gap-2 md:order-none md:col-span-1 md:block">
        <span className="text-soft md:block md:text-ink">{subjectLabel(subject.type)}</span>
        <span className="block truncate font-mono text-xs text-soft">{subject.id}</span>
      </span>
      <span className="order-5 col-span-2 truncate text-soft empty:hidden md:order-none md:col-span-1 md:empty:block">
        {reason}
      </span>
      <span className="hidden truncate text-soft tabular-nums md:block">{address ?? '—'}</span>
    </Link>
  );
}

const STEPS: Readonly<Record<string, 'nextElementSibling' | 'previousElementSibling'>> = {
  ArrowDown: 'nextElementSibling',
  ArrowUp: 'previousElementSibling',
};

function goToNeighbour(event: KeyboardEvent<HTMLUListElement>): void {
  const step = STEPS[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement)) return;
  const neighbour = event.target.closest('li')?.[step]?.querySelector('a');
  if (neighbour == null) return;
  event.preventDefault();
  neighbour.focus();
}
