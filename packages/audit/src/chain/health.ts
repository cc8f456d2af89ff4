import type { DbOf } from '@flashstudio/db';
import type { HealthCheck } from '@flashstudio/platform';

interface EndRow {
  readonly entries: bigint | null;
  readonly hash: string | null;
  readonly lastSeq: bigint | null;
  readonly lastHash: string | null;
  readonly checkedAt: Date | null;
  readonly problem: string | null;
}

/**
 * How the audit is doing, at the cost of two rows: whether its end is where the head says, and what the last look at all
 * of it found. One statement, so that an entry appended meanwhile is in both or in neither.
 */
export async function chainHealth(db: Pick<DbOf<'audit'>, '$queryRaw'>): Promise<HealthCheck> {
  const [end] = await db.$queryRaw<EndRow[]>`
    SELECT head.entries, head.hash, last.seq AS "lastSeq", last.hash AS "lastHash", checks.checked_at AS "checkedAt",
      checks.problem
    FROM (SELECT 1) AS one
    LEFT JOIN audit_head head ON true
    LEFT JOIN (SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1) AS last ON true
    LEFT JOIN audit_checks checks ON true`;
  const endsWhereItShould =
    (end?.entries ?? null) === (end?.lastSeq ?? 0n) && (end?.lastHash ?? end?.hash) === end?.hash;
  return {
    ok: endsWhereItShould && end?.problem == null,
    entries: Number(end?.entries ?? 0n),
    checkedAt: end?.checkedAt?.toISOString() ?? null,
    problem: end?.problem ?? (endsWhereItShould ? null : 'The chain does not end where its head says.'),
  };
}
