import { invalidInput } from '@flashstudio/rpc';
import { z } from 'zod';
import { auditFilter } from './filter-schema.ts';
import { type AuditColumn, auditColumn } from './list/export-csv.ts';
import type { AuditFilter } from './list/find-entries.ts';

const query = auditFilter.extend({
  /** Names by commas, in the order of the columns. */
  columns: z
    .string()
    .max(300)
    .transform((names) => names.split(','))
    .pipe(z.array(auditColumn).min(1)),
});

/** Reads what is asked of the export in the query of its address. Throws `invalid_input` with what is wrong by its name. */
export function readCsvRequest(search: URLSearchParams): { filter: AuditFilter; columns: readonly AuditColumn[] } {
  const { data, error } = query.safeParse(Object.fromEntries(search));
  if (error !== undefined) throw invalidInput(error);
  const { columns, ...filter } = data;
  return { filter, columns };
}
