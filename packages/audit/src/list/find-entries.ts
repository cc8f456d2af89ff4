import { type DbOf, Prisma } from '@flashstudio/db';

const { sql } = Prisma;

/** Which entries are wanted. All that is given has to be so. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  /** From this moment on (UTC). */
  readonly from?: Date | undefined;
  /** Before this moment (UTC). */
  readonly to?: Date | undefined;
  /**
   * Part of who did it, of the action, the subject's id, the reason, the address or the request's id, in any case. Nothing
   * in it is a wildcard.
   */
  readonly text?: string | undefined;
}

export interface FindEntriesInput {
  readonly filter: AuditFilter;
  /** Only entries that come after this one in the list. */
  readonly after: bigint | null;
  /** How many at most. */
  readonly wanted: number;
}

/** How many of the newest entries are compared with a text before the index of texts is asked. */
const NEAR = 2_000;

/** Finds entries, the newest first, each filter by an index of its own. Gives their places in the chain, in that order. */
export async function findEntries(db: Pick<DbOf<'audit'>, '$queryRaw'>, input: FindEntriesInput): Promise<bigint[]> {
  const { text } = input.filter;
  const rows = await db.$queryRaw<{ seq: bigint }[]>(text === undefined ? listed(input) : searched(input, text));
  return rows.map(({ seq }) => seq);
}

function listed(input: FindEntriesInput): Prisma.Sql {
  return sql`SELECT seq FROM (${newest(input, input.wanted)}) AS newest`;
}

/**
 * A text that many entries hold is found among the newest at once: `near` compares a bounded number of them. A text that
 * few hold is looked up in the index of texts, unless `near` has seen every entry that the other filters leave.
 *
 * The term comes from a subquery, so that PostgreSQL plans without knowing it: of one that it holds to be common it would
 * read the whole table.
 */
function searched(input: FindEntriesInput, text: string): Prisma.Sql {
  const { wanted } = input;
  const term = sql`(SELECT term FROM asked)`;
  return sql`
    WITH asked AS MATERIALIZED (SELECT search_form(${text}) AS term),
    near AS MATERIALIZED (${newest(input, NEAR)}),
    near_found AS MATERIALIZED (
      SELECT at, seq FROM near WHERE strpos(search, ${term}) > 0 ORDER BY at DESC, seq DESC LIMIT ${wanted}
    ),
    far_found AS MATERIALIZED (
      SELECT at, seq FROM audit_entries
      WHERE (SELECT count(*) FROM near) = ${NEAR} AND (SELECT count(*) FROM near_found) < ${wanted}
        AND search_grams(search) @@ (SELECT search_query(term) FROM asked)
        AND strpos(search, ${term}) > 0 AND ${every(conditions(input))}
    )
    SELECT seq FROM (SELECT at, seq FROM near_found UNION SELECT at, seq FROM far_found) AS found
    ORDER BY at DESC, seq DESC
    LIMIT ${wanted}`;
}

/**
 * The newest entries that the filters but the text leave, in order, through the index of one filter: `(value, at, seq)`.
 * Its value is given as a range rather than as equal, so that PostgreSQL can take the order from that index alone: for an
 * action that is rare it might otherwise walk through all entries by time, as long as it takes.
 */
function newest(input: FindEntriesInput, most: number): Prisma.Sql {
  const by = leading(input.filter);
  if (by === null) {
    return sql`
      SELECT at, seq, search FROM audit_entries WHERE ${every(conditions(input))} ORDER BY at DESC, seq DESC LIMIT ${most}`;
  }
  const { column, value } = by;
  const { from, to } = input.filter;
  const bounds = [
    sql`(${column}, at) >= (${value}, ${from ?? '-infinity'}::timestamptz)`,
    sql`(${column}, at, seq) < (${value}, ${to ?? 'infinity'}::timestamptz, 0)`,
    input.after === null
      ? null
      : sql`(${column}, at, seq) < (${value}, (SELECT at FROM audit_entries WHERE seq = ${input.after}), ${input.after}::bigint)`,
  ].filter((part) => part !== null);
  const others = equalities(input.filter).filter((equality) => equality.column !== column);
  return sql`
    SELECT at, seq, search FROM audit_entries
    WHERE ${every([...bounds, ...others.map(equal)])}
    ORDER BY ${column} DESC, at DESC, seq DESC
    LIMIT ${most}`;
}

interface Equality {
  readonly column: Prisma.Sql;
  readonly value: string;
}

const COLUMNS = {
  subjectId: sql`subject_id`,
  actorId: sql`actor_id`,
  action: sql`action`,
  subjectType: sql`subject_type`,
};

/** The filters by a value, the one that commonly leaves the fewest entries first. */
function equalities({ subjectId, actorId, action, subjectType }: AuditFilter): Equality[] {
  const given = { subjectId, actorId, action, subjectType };
  return (['subjectId', 'actorId', 'action', 'subjectType'] as const).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [{ column: COLUMNS[name], value }];
  });
}

function leading(filter: AuditFilter): Equality | null {
  return equalities(filter)[0] ?? null;
}

/** What every entry has to be, but for the text, and its place in the list. */
function conditions({ filter, after }: FindEntriesInput): Prisma.Sql[] {
  const { from, to } = filter;
  return [
    ...equalities(filter).map(equal),
    from === undefined ? null : sql`at >= ${from}::timestamptz`,
    to === undefined ? null : sql`at < ${to}::timestamptz`,
    after === null ? null : sql`(at, seq) < ((SELECT at FROM audit_entries WHERE seq = ${after}), ${after}::bigint)`,
  ].filter((part) => part !== null);
}

function equal({ column, value }: Equality): Prisma.Sql {
  return sql`${column} = ${value}`;
}

function every(parts: readonly Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`true` : Prisma.join([...parts], ' AND ');
}
