import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { isNotFound, trpc } from '../app/api.ts';
import { Attempts } from '../features/payments/attempts.tsx';
import { Review } from '../features/payments/review.tsx';
import { StatusBadge } from '../features/payments/status-badge.tsx';
import { Timeline } from '../features/payments/timeline.tsx';
import type { PaymentDetail } from '../features/payments/types.ts';
import { brandName, explainFailure, failureLabel } from '../features/payments/words.ts';
import { Amount, CopyableId, Moment } from '../ui/format.tsx';
import { Card, PageHeader } from '../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';

/** One payment: what it is, how it went, and where the money is. */
export function PaymentDetailPage() {
  const { id = '' } = useParams();
  const payment = useQuery(trpc.admin.payments.detail.queryOptions({ id }));
  return (
    <>
      <Link to="/payments" className="mb-3 inline-flex items-center gap-1.5 text-soft hover:text-ink">
        <ArrowLeft className="size-4" aria-hidden="true" /> Payments
      </Link>
      {payment.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {payment.isError ? (
        isNotFound(payment.error) ? (
          <>
            <PageHeader title="Payment" />
            <EmptyState title="There is no such payment">{id}</EmptyState>
          </>
        ) : (
          <ErrorState
            title="The payment could not be read"
            error={payment.error}
            onRetry={() => void payment.refetch()}
          />
        )
      ) : null}
      {payment.data === undefined ? null : <Detail payment={payment.data} />}
    </>
  );
}

function Detail({ payment }: { payment: PaymentDetail }) {
  return (
    <>
      <PageHeader title={`Payment of ${payment.customer?.name ?? payment.customer?.email ?? 'a customer'}`}>
        <CopyableId id={payment.id} />
      </PageHeader>
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <Amount value={payment.amount} className="text-3xl font-semibold tracking-tight" />
        <StatusBadge payment={payment} />
      </div>
      <Review payment={payment} />
      {payment.failure === null ? null : (
        <div className="mb-6 rounded-xl bg-bad-soft px-5 py-4 text-bad">
          <p className="font-medium">
            {failureLabel(payment.failure.failureClass)}
            {payment.failure.declineCode === null ? '' : ` (${payment.failure.declineCode})`}
          </p>
          <p className="mt-0.5">{explainFailure(payment.failure.failureClass)}</p>
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
        <div className="grid gap-4">
          <Card title="Timeline">
            <Timeline entries={payment.timeline} />
          </Card>
          <Card title="Attempts">
            <Attempts attempts={payment.attempts} />
          </Card>
        </div>
        <div className="grid gap-4">
          <Facts payment={payment} />
          <Card title="Order">
            <ul>
              {payment.lines.map((line) => (
                <li
                  key={line.productId}
                  className="flex justify-between gap-4 border-b border-line px-5 py-3 last:border-b-0"
                >
                  <span>
                    {line.quantity} × {line.name}
                  </span>
                  <Amount value={line.amount} />
                </li>
              ))}
            </ul>
          </Card>
          <Card title="Ledger">
            {payment.ledger.length === 0 ? (
              <p className="px-5 py-4 text-soft">No money has moved.</p>
            ) : (
              <ul>
                {payment.ledger.map((entry) => (
                  <li key={entry.id} className="border-b border-line px-5 py-3 last:border-b-0">
                    <div className="flex justify-between gap-4">
                      <span className="capitalize">{entry.kind}</span>
                      <Amount value={entry.amount} />
                    </div>
                    <CopyableId id={entry.stripeObjectId} />
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
      </div>
    </>
  );
}

function Facts({ payment }: { payment: PaymentDetail }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Customer', payment.customer?.email ?? '—'],
    ['Card', payment.card === null ? '—' : `${brandName(payment.card.brand)} ending in ${payment.card.last4}`],
    ['Captured', <Amount key="captured" value={payment.capturedAmount} />],
    ['Created', <Moment key="created" at={payment.createdAt} />],
    [
      payment.reviewReason === null ? 'Paid' : 'Received',
      payment.succeededAt === null ? '—' : <Moment key="paid" at={payment.succeededAt} />,
    ],
    ['Order', <CopyableId key="order" id={payment.orderId} />],
    [
      'Stripe',
      payment.stripePaymentIntentId === null ? '—' : <CopyableId key="stripe" id={payment.stripePaymentIntentId} />,
    ],
  ];
  return (
    <Card title="Details">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5 px-5 py-4">
        {facts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-soft">{name}</dt>
            <dd className="min-w-0 truncate text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
