import { z } from 'zod';
import { beginOf } from '../../ui/day-range.tsx';
import { useTypedSearch } from '../../ui/search-params.ts';

const word = z.string().trim().min(1).max(100).optional();

/** What the address says of the audit's page: its filters, and the entry that is open. */
const fields = {
  actor: word,
  action: word,
  subjectType: word,
  subject: word,
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  text: z.string().trim().min(1).max(200).optional(),
  entry: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
};

/** The page's state in its address, and a way to change it. */
export function useAuditSearch() {
  return useTypedSearch(fields);
}

export type AuditSearch = ReturnType<typeof useAuditSearch>[0];

/** The filters as the server takes them: days become moments, from the beginning of the first to the end of the last. */
export function filterOf({ actor, action, subjectType, subject, from, to, text }: AuditSearch) {
  const filter = {
    actorId: actor,
    action,
    subjectType,
    subjectId: subject,
    from: from && beginOf(from),
    to: to && beginOf(to, 1),
    text,
  };
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ) satisfies Partial<Record<keyof typeof filter, string>>;
}
