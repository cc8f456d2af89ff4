import { Pool, type PoolClient, types } from 'pg';
import { poolCloser } from './pool-closer.ts';

/**
 * A statement of the hot path: written once, prepared once per connection under its name, run with one round trip.
 * Two statements must never share a name.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs statements. Rows come as PostgreSQL names their columns; `bigint` columns as bigint, `timestamptz` as Date. */
export interface SqlRunner {
  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/** One transaction, from its first statement to its commit. */
export interface SqlTx extends SqlRunner {
  /** Statements run so far. Locks must be taken before the first write: see `lockPayments`. */
  readonly statements: number;
}

/** The database for paths that count their round trips; everything else goes through Prisma. */
export interface Sql extends SqlRunner {
  /** Commits when `work` resolves and rolls back when it throws. */
  transaction<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>;
  /** Resolves when every connection is given back and closed. */
  close(): Promise<void>;
}

/** A process that dies inside a transaction must not hold its locks for long. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * A prepared statement keeps one plan, whatever it is asked: every statement here reads by an index, so that planning it
 * anew for each call, which PostgreSQL does for parameters it finds telling, costs as much as running it.
 * https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-PLAN-CACHE-MODE
 */
const PLAN_ONCE = 'SET plan_cache_mode = force_generic_plan';

const INT8 = 20;
const BYTEA = 17;

/** Money is bigint in this house; the driver would hand it over as text. */
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? (value: string) => BigInt(value) : types.getTypeParser(oid, format),
};

/** Opens a pool lazily; `poolSize` bounds its connections. `onError` hears of idle connections that break. */
export function createSql({
  connectionString,
  poolSize = 10,
  onError,
}: {
  connectionString: string;
  poolSize?: number;
  onError: (error: Error) => void;
}): Sql {
  const pool = new Pool({
    connectionString,
    max: poolSize,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'flashstudio',
    onConnect: (client) => client.query(PLAN_ONCE),
  });
  pool.on('error', onError);
  const close = poolCloser(pool);

  return {
    query: (statement, values) => run(pool, statement, values),

    async transaction(work) {
      const client = await pool.connect();
      // A connection that breaks fails the statement at hand; without a listener it would end the process as well.
      client.on('error', ignore);
      const release = (broken?: Error) => {
        client.off('error', ignore);
        client.release(broken);
      };
      let statements = 0;
      try {
        await client.query('BEGIN');
        const result = await work({
          get statements() {
            return statements;
          },
          query(statement, values) {
            statements += 1;
            return run(client, statement, values);
          },
        });
        const { command } = await client.query('COMMIT');
        // PostgreSQL answers so when a statement had failed and its error was swallowed: nothing was written.
        if (command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
        release();
        return result;
      } catch (error) {
        // What cannot even be rolled back is of no use to the next one.
        await client.query('ROLLBACK').then(() => release(), release);
        throw error;
      }
    },

    close,
  };
}

function ignore(): void {}

async function run<Row extends object>(
  on: Pool | PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await on.query<Row>({ name, text, values: [...values], types: parsers });
  return rows;
}

/** Whether PostgreSQL refused a second row with the same unique key; `constraint` narrows it to one. */
export function isSqlUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505') return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}

/**
 * Records as the text of a JSON parameter: bigint as digits, dates as ISO 8601 UTC. Text that PostgreSQL cannot hold
 * (NUL, halves of surrogate pairs; https://www.postgresql.org/docs/current/datatype-json.html) keeps its place as U+FFFD.
 */
export function sqlJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    return typeof item === 'string' ? storableText(item) : item;
  });
}

/**
 * Texts as a parameter of type `bytea[]`, in UTF-8 and in PostgreSQL's binary form, which neither side has to escape or
 * parse: https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES
 */
export function sqlBytes(texts: readonly string[]): Buffer {
  const elements = texts.flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    return [int32(bytes.length), bytes];
  });
  // Dimensions, nulls, type; then how many there are, counted from one. No element means no dimension.
  const header = texts.length === 0 ? [0, 0, BYTEA] : [1, 0, BYTEA, texts.length, 1];
  return Buffer.concat([...header.map(int32), ...elements]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Text with what PostgreSQL cannot hold replaced by U+FFFD, so that people can still read the rest. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
