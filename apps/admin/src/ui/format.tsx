import { formatMoney, type MoneyJson, moneyFromJson } from '@flashstudio/money';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

/** Money with digits that line up. */
export function Amount({ value, className = '' }: { value: MoneyJson; className?: string }) {
  return <span className={`tabular-nums ${className}`}>{formatMoney(moneyFromJson(value))}</span>;
}

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A moment in the reader's own time zone; the whole truth on hover. */
export function Moment({ at }: { at: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)} className="whitespace-nowrap tabular-nums">
      {time.format(date)}
    </time>
  );
}

/** An id to read and to copy. */
export function CopyableId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      title={`Copy ${id}`}
      aria-label={copied ? `Copied ${id}` : `Copy ${id}`}
      className="group inline-flex max-w-full items-center gap-1.5 rounded font-mono text-xs text-soft hover:text-ink"
      onClick={() => {
        void navigator.clipboard.writeText(id).then(() => {
          setCopied(true);
          setTimeout(() => setCopied(false), 1500);
        });
      }}
    >
      <span className="truncate">{id}</span>
      {copied ? (
        <Check className="size-3.5 shrink-0 text-good" />
      ) : (
        <Copy className="size-3.5 shrink-0 opacity-50 group-hover:opacity-100" />
      )}
    </button>
  );
}
