import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { trpc } from '../app/api.ts';
import { PaymentsTable } from '../features/payments/payments-table.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';

const TABS = [
  { value: undefined, label: 'All' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed' },
  { value: 'open', label: 'Open' },
  { value: 'canceled', label: 'Canceled' },
] as const;
type Status = NonNullable<(typeof TABS)[number]['value']>;

/** All payments, with what is filtered and searched kept in the address. */
export function PaymentsPage() {
  const [params, setParams] = useSearchParams();
  const status: Status | undefined = TABS.find(({ value }) => value === params.get('status'))?.value;
  const search = params.get('search') ?? '';
  const set = (name: string, value: string | undefined) => {
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  const pages = useInfiniteQuery(
    trpc.admin.payments.list.infiniteQueryOptions(
      { limit: 50, ...(status === undefined ? {} : { status }), ...(search === '' ? {} : { search }) },
      { getNextPageParam: (last) => last.nextCursor ?? undefined },
    ),
  );
  const payments = pages.data?.pages.flatMap(({ items }) => items) ?? [];

  return (
    <>
      <PageHeader title="Payments" />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <div role="tablist" aria-label="Status" className="flex gap-1 overflow-x-auto rounded-lg bg-raised p-1">
          {TABS.map(({ value, label }) => (
            <button
              key={label}
              type="button"
              role="tab"
              aria-selected={status === value}
              onClick={() => set('status', value)}
              className={`rounded-md px-3 py-1 font-medium ${status === value ? 'bg-card text-ink shadow-sm' : 'text-soft hover:text-ink'}`}
            >
              {label}
            </button>
          ))}
        </div>
        <SearchField
          label="Search payments"
          placeholder="Id, e-mail or last four digits"
          value={search}
          onChange={(value) => set('search', value)}
        />
      </div>
      {pages.isError ? (
        <ErrorState title="Payments could not be read" error={pages.error} onRetry={() => void pages.refetch()} />
      ) : null}
      {pages.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {pages.isSuccess && payments.length === 0 ? (
        search === '' && status === undefined ? (
          <EmptyState title="No payment yet">As soon as somebody pays it shows up here.</EmptyState>
        ) : (
          <EmptyState title="Nothing matches">Try another status or search term.</EmptyState>
        )
      ) : null}
      {payments.length === 0 ? null : <PaymentsTable key={`${status}|${search}`} payments={payments} />}
      <LoadMore pages={pages} />
    </>
  );
}
