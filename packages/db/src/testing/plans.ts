import { Client } from 'pg';
import { vi } from 'vitest';

/** A statement as it is sent to PostgreSQL. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A node of a plan that was carried out, in the words of `EXPLAIN (ANALYZE, FORMAT JSON)`. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

type Explained = { readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] };

/** Runs `work` and gives the statements that any client of this process sent meanwhile. */
export async function sentBy(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const sent = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return sent.mock.calls.map(([config]) => asStatement(config));
  } finally {
    sent.mockRestore();
  }
}

function asStatement(config: unknown): SentStatement {
  if (typeof config === 'object' && config !== null && 'text' in config && 'values' in config) {
    const { text, values } = config;
    if (typeof text === 'string' && Array.isArray(values)) return { text, values };
  }
  throw new TypeError('a statement was sent in another form than Prisma sends it');
}

/** The plan for these values, as PostgreSQL makes it for a statement that it sees for the first time. */
export async function planOf(client: Client, { text, values }: SentStatement): Promise<PlanNode> {
  const { rows } = await client.query<Explained>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
  return readPlan(rows);
}

/** The plan for any values, as PostgreSQL may make it for a prepared statement that comes again and again. */
export async function genericPlanOf(client: Client, { text, values }: SentStatement): Promise<PlanNode> {
  await client.query('SET plan_cache_mode = force_generic_plan');
  await client.query(`PREPARE asked AS ${text}`);
  try {
    const literals = values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value}}` : `${value}`));
    const call = literals.length === 0 ? 'asked' : `asked(${literals})`;
    return readPlan((await client.query<Explained>(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${call}`)).rows);
  } finally {
    await client.query('DEALLOCATE asked');
    await client.query('RESET plan_cache_mode');
  }
}

function readPlan([row]: readonly Explained[]): PlanNode {
  if (row === undefined) throw new TypeError('PostgreSQL explained nothing');
  return row['QUERY PLAN'][0].Plan;
}

/** A node and all below it. */
export function planNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(planNodes)];
}

/** How many rows a node read of its table, those among them that it then left out. */
export function rowsRead(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}
