import { useInfiniteQuery } from '@tanstack/react-query';
import { trpc } from '../app/api.ts';
import { AuditFilters, isFiltered, NO_FILTERS } from '../features/audit/audit-filters.tsx';
import { AuditTable, SHOWN_COLUMNS } from '../features/audit/audit-table.tsx';
import { EntryDrawer } from '../features/audit/entry-drawer.tsx';
import { filterOf, useAuditSearch } from '../features/audit/use-audit-search.ts';
import { Permitted } from '../features/session/permitted.tsx';
import { CsvButton } from '../ui/csv-button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';

/** What people and keys did, with what is filtered and opened kept in the address. */
export function AuditPage() {
  return (
    <Permitted needs="audit:read" title="Audit">
      <Audit />
    </Permitted>
  );
}

function Audit() {
  const [search, set] = useAuditSearch();
  const filter = filterOf(search);
  const pages = useInfiniteQuery(
    trpc.admin.audit.list.infiniteQueryOptions(
      { limit: 50, ...filter },
      { getNextPageParam: (last) => last.nextCursor ?? undefined },
    ),
  );
  const entries = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const csv = new URLSearchParams({ columns: SHOWN_COLUMNS.join(','), ...filter });

  return (
    <>
      <PageHeader title="Audit">
        <CsvButton url={`/admin/audit/api.csv?${csv}`} disabled={entries.length === 0} />
      </PageHeader>
      <AuditFilters search={search} set={set} />
      {pages.isError ? (
        <ErrorState title="The audit could not be read" error={pages.error} onRetry={() => void pages.refetch()} />
      ) : null}
      {pages.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {pages.isSuccess && entries.length === 0 ? (
        isFiltered(search) ? (
          <EmptyState title="Nothing matches">
            Nobody did such a thing in this time.{' '}
            <button type="button" className="font-medium text-accent hover:underline" onClick={() => set(NO_FILTERS)}>
              Clear filters
            </button>
          </EmptyState>
        ) : (
          <EmptyState title="Nothing has been done yet">
            What people and keys do shows up here, with who, when and why.
          </EmptyState>
        )
      ) : null}
      {entries.length === 0 ? null : <AuditTable entries={entries} open={search.entry} />}
      <LoadMore pages={pages} />
      <EntryDrawer
        seq={search.entry}
        entries={entries}
        onOpen={(entry) => set({ entry })}
        onSubject={(subject) => set({ ...NO_FILTERS, subject, entry: undefined }, { push: true })}
      />
    </>
  );
}
