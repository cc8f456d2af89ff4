import { useRef } from 'react';
import { Link } from 'react-router';
import { Amount, Moment } from '../../ui/format.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { PaymentItem } from './types.ts';
import { brandName, failureLabel } from './words.ts';

/** Payments as rows; on a phone as cards. A row that is new since the table was first shown lights up once. */
export function PaymentsTable({ payments }: { payments: readonly PaymentItem[] }) {
  const known = useRef(new Set(payments.map(fingerprint)));
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-card">
      <div
        aria-hidden="true"
        className={`hidden border-b border-line px-5 py-2.5 text-xs font-medium text-soft md:grid ${COLUMNS}`}
      >
        {['Amount', 'Status', 'Customer', 'Order', 'Card', 'Created'].map((name) => (
          <span key={name} className={name === 'Created' ? 'text-right' : ''}>
            {name}
          </span>
        ))}
      </div>
      <ul aria-label="Payments">
        {payments.map((payment) => (
          <li key={fingerprint(payment)} className="border-b border-line last:border-b-0">
            <Row payment={payment} arrived={!known.current.has(fingerprint(payment))} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const COLUMNS = 'md:grid-cols-[7rem_9.5rem_minmax(0,1.3fr)_minmax(0,1.3fr)_8.5rem_11rem] gap-4';

function fingerprint(payment: PaymentItem): string {
  return `${payment.id}:${payment.status}:${payment.failure?.code ?? ''}:${payment.reviewReason ?? ''}`;
}

/** Why a payment stands as its badge says. */
function Why({ payment }: { payment: PaymentItem }) {
  const words = payment.reviewReason ?? (payment.failure && failureLabel(payment.failure.failureClass));
  if (words === null) return null;
  return <span className="text-right text-xs whitespace-pre-line text-soft md:text-left">{words}</span>;
}

function Row({ payment, arrived }: { payment: PaymentItem; arrived: boolean }) {
  return (
    <Link
      to={`/payments/${payment.id}`}
      className={`grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-5 py-3 hover:bg-raised focus-visible:-outline-offset-2 md:py-2.5 ${COLUMNS} ${arrived ? 'arrived' : ''}`}
    >
      <span className="font-medium">
        <Amount value={payment.amount} />
      </span>
      <span className="flex flex-col items-end gap-0.5 md:items-start">
        <StatusBadge payment={payment} />
        <Why payment={payment} />
      </span>
      <span className="truncate text-soft md:text-ink">{payment.customer?.email ?? '—'}</span>
      <span className="hidden truncate text-soft md:block">{payment.description}</span>
      <span className="hidden whitespace-nowrap text-soft tabular-nums md:block">
        {payment.card === null ? '—' : `${brandName(payment.card.brand)} ··${payment.card.last4}`}
      </span>
      <span className="text-right text-xs text-soft md:text-sm">
        <Moment at={payment.createdAt} />
      </span>
    </Link>
  );
}
