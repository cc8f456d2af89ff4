import { type DbOf, Prisma } from '@flashstudio/db';

const { sql } = Prisma;

/** What there is to filter by. */
export interface AuditFacets {
  readonly actions: readonly string[];
  readonly subjectTypes: readonly string[];
  readonly actors: readonly { readonly id: string; readonly name: string }[];
}

/** More than this nobody chooses from a list. */
const MOST = 200;

/**
 * The actions, kinds of subject and actors that the audit tells of, 200 of each at most: in alphabetical order, actors by
 * the name in their newest entry. Each is one step in an index, however many entries there are.
 */
export async function auditFacets(db: Pick<DbOf<'audit'>, '$queryRaw'>): Promise<AuditFacets> {
  const valuesOf = async (column: Prisma.Sql) => {
    const rows = await db.$queryRaw<
      { value: string }[]
    >`${distinct(column)} SELECT value FROM known WHERE value IS NOT NULL`;
    return rows.map(({ value }) => value);
  };
  const [actions, subjectTypes, actors] = await Promise.all([
    valuesOf(sql`action`),
    valuesOf(sql`subject_type`),
    db.$queryRaw<{ id: string; name: string }[]>`
      ${distinct(sql`actor_id`)}
      SELECT known.value AS id, newest.actor_name AS name
      FROM known
      CROSS JOIN LATERAL (
        SELECT actor_name FROM audit_entries WHERE actor_id = known.value ORDER BY at DESC, seq DESC LIMIT 1
      ) AS newest
      ORDER BY newest.actor_name, known.value`,
  ]);
  return { actions, subjectTypes, actors };
}

/** Each value of a column once, by asking its index for the next greater one until there is none. */
function distinct(column: Prisma.Sql): Prisma.Sql {
  return sql`
    WITH RECURSIVE known AS (
      (SELECT ${column} AS value, 1 AS place FROM audit_entries ORDER BY ${column} LIMIT 1)
      UNION ALL
      SELECT (SELECT ${column} FROM audit_entries WHERE ${column} > known.value ORDER BY ${column} LIMIT 1), place + 1
      FROM known WHERE known.value IS NOT NULL AND place < ${MOST}
    )`;
}
