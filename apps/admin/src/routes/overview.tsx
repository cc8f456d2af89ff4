import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { trpc } from '../app/api.ts';
import { HourBars } from '../charts/hour-bars.tsx';
import { PaymentsTable } from '../features/payments/payments-table.tsx';
import type { Today } from '../features/payments/types.ts';
import { Amount } from '../ui/format.tsx';
import { Card, PageHeader } from '../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';

const SHOWN = 8;

/** Today at a glance, and what has just happened. */
export function Overview() {
  const today = useQuery(trpc.admin.payments.today.queryOptions(undefined, { refetchInterval: 5 * 60_000 }));
  const latest = useQuery(trpc.admin.payments.list.queryOptions({ limit: SHOWN }));
  return (
    <>
      <PageHeader title="Today" />
      {today.isError ? (
        <ErrorState
          title="Today’s figures could not be read"
          error={today.error}
          onRetry={() => void today.refetch()}
        />
      ) : null}
      {today.isPending ? <Skeleton className="h-72 w-full" /> : null}
      {today.data === undefined ? null : <Figures today={today.data} />}
      <div className="mt-8 mb-3 flex items-center justify-between">
        <h2 className="text-base font-semibold">Latest payments</h2>
        <Link to="/payments" className="font-medium text-accent hover:underline">
          All payments
        </Link>
      </div>
      {latest.isError ? (
        <ErrorState title="Payments could not be read" error={latest.error} onRetry={() => void latest.refetch()} />
      ) : null}
      {latest.isPending ? <Skeleton className="h-80 w-full" /> : null}
      {latest.data === undefined ? null : latest.data.items.length === 0 ? (
        <EmptyState title="No payment yet">As soon as somebody pays it shows up here, without reloading.</EmptyState>
      ) : (
        <PaymentsTable payments={latest.data.items} />
      )}
    </>
  );
}

function Figures({ today }: { today: Today }) {
  const [main, ...others] = today.revenue;
  const before =
    main === undefined ? undefined : today.yesterday.revenue.find(({ currency }) => currency === main.currency);
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.6fr)]">
      <Figure
        label="Revenue"
        note={
          main === undefined ? (
            'Nothing paid yet today'
          ) : before === undefined ? (
            'None yesterday by now'
          ) : (
            <>
              Yesterday by now <Amount value={before} />
            </>
          )
        }
      >
        {main === undefined ? '—' : <Amount value={main} />}
        {others.length === 0 ? null : (
          <span className="mt-1 flex flex-wrap gap-x-3 text-base font-medium text-soft">
            {others.map((value) => (
              <Amount key={value.currency} value={value} />
            ))}
          </span>
        )}
      </Figure>
      <Figure
        label="Success rate"
        note={
          <>
            {today.succeeded} of {today.attempted} payments
            {today.yesterday.successRate === null ? '' : `, ${percent(today.yesterday.successRate)} yesterday by now`}
          </>
        }
      >
        {today.successRate === null ? '—' : percent(today.successRate)}
        <span className="mt-1 block text-base font-medium text-soft">
          {today.paidOrders} paid {today.paidOrders === 1 ? 'order' : 'orders'}
        </span>
      </Figure>
      <Card className="p-5">
        <h2 className="mb-4 text-soft">Payments by hour</h2>
        <HourBars hours={today.hourly} />
      </Card>
    </div>
  );
}

function Figure({ label, note, children }: { label: string; note: ReactNode; children: ReactNode }) {
  return (
    <Card className="flex flex-col p-5">
      <h2 className="text-soft">{label}</h2>
      <p className="mt-1 text-3xl font-semibold tracking-tight tabular-nums" data-figure={label}>
        {children}
      </p>
      <p className="mt-auto pt-4 text-soft">{note}</p>
    </Card>
  );
}

function percent(rate: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(rate);
}
