import type { DbOf } from '@flashstudio/db';
import { defineJob, type JobQueue, type RunnableJob, runnable } from '@flashstudio/jobs';
import type { Clock, HealthChecks, Logger } from '@flashstudio/platform';
import { z } from 'zod';
import { chainHealth } from './chain/health.ts';
import { type ChainVerdict, formatHead, type VerifyOptions, verifyChain } from './chain/verify.ts';
import type { AuditEntryView } from './list/entry-view.ts';
import { type AuditColumn, exportCsv } from './list/export-csv.ts';
import { type AuditFacets, auditFacets } from './list/facets.ts';
import type { AuditFilter } from './list/find-entries.ts';
import { type AuditPage, getEntry, type ListEntriesInput, listEntries } from './list/list-entries.ts';

export interface AuditDeps {
  readonly db: DbOf<'audit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: JobQueue;
}

/** What was done, for people to read and to check. It is written through `createAuditTrail`. */
export interface Audit {
  /** The newest first. Throws `invalid_input` on a cursor that is none of ours. */
  list(input: ListEntriesInput): Promise<AuditPage>;
  /** One entry by its place in the chain, such as `1204`. Throws `not_found`. */
  get(seq: string): Promise<AuditEntryView>;
  /** What the list can be filtered by. */
  facets(): Promise<AuditFacets>;
  /** The same as the list, all of it, as CSV in pieces. */
  exportCsv(options: {
    filter: AuditFilter;
    columns: readonly AuditColumn[];
    signal: AbortSignal;
  }): AsyncGenerator<string>;
  /** Follows the whole chain, and keeps what it finds for `health`. */
  verify(options?: VerifyOptions): Promise<ChainVerdict>;
  /** Whether the end of the chain is where it should be, and what the last look at all of it found. */
  health(): Promise<HealthChecks>;
  readonly jobs: readonly RunnableJob[];
  /** Puts recurring jobs on the calendar. */
  schedule(): Promise<void>;
}

/** Every night, by UTC. */
const NIGHTLY = '40 3 * * *';
const HOUR_S = 3_600;

/** Builds the readers' side of the audit. */
export function createAudit({ db, clock, logger, jobs }: AuditDeps): Audit {
  async function verify(options?: VerifyOptions): Promise<ChainVerdict> {
    const verdict = await verifyChain(db, options);
    const found =
      verdict.kind === 'whole'
        ? { entries: verdict.head.entries, problem: null }
        : { entries: verdict.seq - 1n, problem: verdict.problem };
    const check = { ...found, checkedAt: clock.now() };
    await db.auditCheck.upsert({ where: { id: 1 }, create: check, update: check });
    return verdict;
  }

  const verifyJob = defineJob({
    name: 'audit.verify',
    schema: z.object({}),
    // The next night looks again.
    retry: { limit: 0, delaySeconds: 0, backoff: false },
    policy: 'singleton',
    timeLimitSeconds: 4 * HOUR_S,
    async handler(_, { signal }) {
      const verdict = await verify({ signal });
      // Where logs are kept elsewhere, the head is noted there every night: docs/audit.md says what that is good for.
      if (verdict.kind === 'whole') logger.info({ auditHead: formatHead(verdict.head) }, 'the audit is whole');
      else logger.error({ auditEntry: verdict.seq.toString(), problem: verdict.problem }, 'the audit is broken');
    },
  });

  return {
    list: (input) => listEntries(db, input),
    get: (seq) => getEntry(db, seq),
    facets: () => auditFacets(db),
    exportCsv: (options) => exportCsv(db, options),
    verify,
    health: async () => ({ audit: await chainHealth(db) }),
    jobs: [runnable(verifyJob)],
    schedule: () => jobs.schedule(verifyJob, NIGHTLY, {}),
  };
}
