import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { trpc } from '../../app/api.ts';
import { DayRange } from '../../ui/day-range.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import type { AuditSearch, useAuditSearch } from './use-audit-search.ts';
import { actionLabel, subjectLabel } from './words.ts';

/** Nothing is filtered any more. */
export const NO_FILTERS = {
  actor: undefined,
  action: undefined,
  subjectType: undefined,
  subject: undefined,
  from: undefined,
  to: undefined,
  text: undefined,
} as const;

/** Whether anything is filtered. */
export function isFiltered(search: AuditSearch): boolean {
  return Object.keys(NO_FILTERS).some((name) => name in search);
}

interface Props {
  readonly search: AuditSearch;
  readonly set: ReturnType<typeof useAuditSearch>[1];
}

/** What is wanted of the audit. */
export function AuditFilters({ search, set }: Props) {
  const facets = useQuery(trpc.admin.audit.facets.queryOptions()).data;
  return (
    <search className="mb-4 grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] items-center gap-2 sm:flex sm:flex-wrap">
      <SearchField
        label="Search the audit"
        placeholder="Reason, person, id or address"
        value={search.text ?? ''}
        onChange={(text) => set({ text })}
      />
      <SelectField
        label="Who"
        none="Everybody"
        value={search.actor}
        options={facets?.actors.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        onChange={(actor) => set({ actor })}
      />
      <SelectField
        label="Action"
        none="All actions"
        value={search.action}
        options={facets?.actions.map((value) => ({ value, label: actionLabel(value) })) ?? []}
        onChange={(action) => set({ action })}
      />
      <SelectField
        label="Subject"
        none="All subjects"
        value={search.subjectType}
        options={facets?.subjectTypes.map((value) => ({ value, label: subjectLabel(value) })) ?? []}
        onChange={(subjectType) => set({ subjectType })}
      />
      <DayRange from={search.from} to={search.to} onChange={set} />
      {search.subject === undefined ? null : (
        <button
          type="button"
          onClick={() => set({ subject: undefined })}
          className="inline-flex h-9 max-w-full items-center gap-1.5 rounded-md bg-raised px-3 font-mono text-xs hover:text-soft"
        >
          <span className="sr-only">No longer only of</span>
          <span className="truncate">{search.subject}</span>
          <X className="size-3.5 shrink-0" aria-hidden="true" />
        </button>
      )}
      {isFiltered(search) ? (
        <button
          type="button"
          onClick={() => set(NO_FILTERS)}
          className="h-9 px-2 font-medium text-accent hover:underline"
        >
          Clear filters
        </button>
      ) : null}
    </search>
  );
}
