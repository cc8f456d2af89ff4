import type { DbOf } from '@flashstudio/db';
import { AppError } from '@flashstudio/platform';
import { type AuditEntryView, viewEntry } from './entry-view.ts';
import { type AuditFilter, findEntries } from './find-entries.ts';

export interface ListEntriesInput extends AuditFilter {
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface AuditPage {
  readonly items: readonly AuditEntryView[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

type ListDb = Pick<DbOf<'audit'>, '$queryRaw' | 'auditEntry'>;

/** Entries, the newest first, a page at a time. Throws `invalid_input` on a cursor that is none of ours. */
export async function listEntries(db: ListDb, { cursor, limit, ...filter }: ListEntriesInput): Promise<AuditPage> {
  const after = cursor === undefined ? null : parseCursor(cursor);
  // One more than is shown tells whether there is another page.
  const found = await findEntries(db, { filter, after, wanted: limit + 1 });
  if (found.length === 0) return { items: [], nextCursor: null };
  const page = found.slice(0, limit);
  const rows = await db.auditEntry.findMany({ where: { seq: { in: page } }, omit: { search: true } });
  const bySeq = new Map(rows.map((row) => [row.seq, viewEntry(row)]));
  return {
    items: page.flatMap((seq) => bySeq.get(seq) ?? []),
    nextCursor: found.length > limit ? (page.at(-1)?.toString() ?? null) : null,
  };
}

/** One entry by its place in the chain. Throws `not_found`. */
export async function getEntry(db: Pick<DbOf<'audit'>, 'auditEntry'>, seq: string): Promise<AuditEntryView> {
  const row = await db.auditEntry.findUnique({ where: { seq: BigInt(seq) }, omit: { search: true } });
  if (row === null) throw new AppError('not_found', `The audit has no entry ${seq}.`);
  return viewEntry(row);
}

/** A cursor is the place in the chain of the entry that a page ends with: no entry ever goes. */
function parseCursor(cursor: string): bigint {
  if (!/^\d{1,18}$/.test(cursor))
    throw new AppError('invalid_input', 'The page cursor is not valid.', { details: { cursor: 'This is no cursor.' } });
  return BigInt(cursor);
}
