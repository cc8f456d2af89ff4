import type { DbOf } from '@flashstudio/db';
import { GENESIS_HASH, hashOf } from './content.ts';

/** Where the chain ended at some moment: how many entries, and the hash of the last. */
export interface ChainHead {
  readonly entries: bigint;
  readonly hash: string;
}

/** What a look at the whole chain found. */
export type ChainVerdict =
  | { readonly kind: 'whole'; readonly head: ChainHead }
  /** `seq` is the first entry that is not as it was written, in words by `problem`. */
  | { readonly kind: 'broken'; readonly seq: bigint; readonly problem: string };

export interface VerifyOptions {
  /** A head that was noted elsewhere before: the chain has to contain it still. */
  readonly noted?: ChainHead | undefined;
  /** Gives up between two pages. */
  readonly signal?: AbortSignal | undefined;
  readonly pageSize?: number;
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

const PAGE = 1_000;

/**
 * Follows the chain from its beginning, a page at a time, and stops at the first entry that does not fit. Entries that are
 * appended meanwhile are followed as well. Throws the signal's reason when it aborts.
 */
export async function verifyChain(
  db: Pick<DbOf<'audit'>, 'auditEntry' | 'auditHead'>,
  { noted, signal, pageSize = PAGE }: VerifyOptions = {},
): Promise<ChainVerdict> {
  let last: ChainHead = { entries: 0n, hash: GENESIS_HASH };
  if (noted?.entries === 0n && noted.hash !== GENESIS_HASH) return notTheNoted(0n);
  for (;;) {
    signal?.throwIfAborted();
    const page = await readPage(db, last.entries, pageSize);
    for (const row of page) {
      const problem = problemOf(row, last, noted);
      if (problem !== null) return problem;
      last = { entries: row.seq, hash: row.hash };
    }
    if (page.length === pageSize) continue;
    // Read after the rows, so that it counts each of them: an entry and the head commit together.
    const head = await db.auditHead.findFirst();
    if (head === null) return broken(1n, 'The head of the chain is missing.');
    if (head.entries > last.entries && (await readPage(db, last.entries, 1)).length > 0) continue;
    return compareWithHead(last, head, noted);
  }
}

function problemOf(row: Row, before: ChainHead, noted: ChainHead | undefined): ChainVerdict | null {
  const expected = before.entries + 1n;
  if (row.seq !== expected) return broken(expected, `Entry ${expected} is missing: it was removed.`);
  if (row.previousHash !== before.hash) {
    return broken(
      row.seq,
      row.seq === 1n
        ? 'Entry 1 does not begin the chain: it was put in its place.'
        : `Entry ${row.seq} does not follow entry ${before.entries}: one of the two was written or changed past the platform.`,
    );
  }
  if (row.hash !== hashOf(row)) return broken(row.seq, `Entry ${row.seq} was changed after it was written.`);
  return row.seq === noted?.entries && row.hash !== noted.hash ? notTheNoted(row.seq) : null;
}

function compareWithHead(last: ChainHead, head: ChainHead, noted: ChainHead | undefined): ChainVerdict {
  if (head.entries > last.entries) {
    const missing = last.entries + 1n;
    return broken(missing, `Entry ${missing} is missing, and all after it: the head counts ${head.entries}.`);
  }
  if (head.entries < last.entries) {
    const extra = head.entries + 1n;
    return broken(extra, `Entry ${extra} was written past the platform: the head counts ${head.entries}.`);
  }
  if (head.hash !== last.hash) return broken(last.entries, `Entry ${last.entries} is not the one that the head names.`);
  if (noted !== undefined && noted.entries > last.entries) {
    const missing = last.entries + 1n;
    return broken(missing, `Entry ${missing} is missing, and all after it: ${noted.entries} were noted.`);
  }
  return { kind: 'whole', head: last };
}

function notTheNoted(seq: bigint): ChainVerdict {
  return broken(seq, `Entry ${seq} is not the one that was noted: it, or one before it, was rewritten.`);
}

function broken(seq: bigint, problem: string): ChainVerdict {
  return { kind: 'broken', seq, problem };
}

function readPage(db: Pick<DbOf<'audit'>, 'auditEntry'>, after: bigint, take: number) {
  return db.auditEntry.findMany({
    where: { seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take,
    omit: { search: true },
  });
}

/** Writes a head as people note it: `1204:9f86d0…`. */
export function formatHead({ entries, hash }: ChainHead): string {
  return `${entries}:${hash}`;
}

/** Reads what `formatHead` wrote; undefined for anything else. */
export function parseHead(text: string): ChainHead | undefined {
  const [, entries = '', hash = ''] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return hash === '' ? undefined : { entries: BigInt(entries), hash };
}
