import type { DbOf } from '@flashstudio/db';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { AuditEntryView } from './entry-view.ts';
import type { AuditFilter } from './find-entries.ts';
import { listEntries } from './list-entries.ts';

/** What a column of the export holds, by its name; the head of a table is the same everywhere. */
const COLUMNS = {
  entry: ({ seq }) => seq,
  at: ({ at }) => at,
  actor: ({ actor }) => actor.name,
  actor_id: ({ actor }) => actor.id,
  action: ({ action }) => action,
  subject_type: ({ subject }) => subject.type,
  subject_id: ({ subject }) => subject.id,
  reason: ({ reason }) => reason ?? '',
  address: ({ address }) => address ?? '',
  request_id: ({ requestId }) => requestId ?? '',
  before: ({ before }) => (before === null ? '' : JSON.stringify(before)),
  after: ({ after }) => (after === null ? '' : JSON.stringify(after)),
  hash: ({ hash }) => hash,
} as const satisfies Record<string, (entry: AuditEntryView) => string>;

export type AuditColumn = keyof typeof COLUMNS;

/** A column's name. */
export const auditColumn = z.enum(Object.keys(COLUMNS).filter(isColumn));

function isColumn(name: string): name is AuditColumn {
  return Object.hasOwn(COLUMNS, name);
}

const PAGE = 500;

/**
 * The filtered entries as CSV (RFC 4180, with a byte order mark, as spreadsheets want it), the newest first and a page at
 * a time. A cell that a spreadsheet would take for a formula begins with an apostrophe. Line breaks within a cell are
 * single line feeds, so that CR LF ends a row and nothing else. Stops when `signal` aborts.
 */
export async function* exportCsv(
  db: Pick<DbOf<'audit'>, '$queryRaw' | 'auditEntry'>,
  { filter, columns, signal }: { filter: AuditFilter; columns: readonly AuditColumn[]; signal: AbortSignal },
): AsyncGenerator<string> {
  yield `\uFEFF${rows([[...columns]])}`;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    signal.throwIfAborted();
    const page = await listEntries(db, { ...filter, cursor, limit: PAGE });
    if (page.items.length > 0)
      yield rows(page.items.map((entry) => columns.map((column) => cell(COLUMNS[column](entry)))));
    cursor = page.nextCursor;
  }
}

function cell(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function rows(records: string[][]): string {
  return stringify(records, { record_delimiter: 'windows', escape_formulas: true });
}
