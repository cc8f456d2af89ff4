import { open, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { pause } from '../test/until.ts';

/** What some work cost the database, the job queue's own tables left out. */
export interface Cost {
  /** Statements, those that begin and end transactions included. */
  readonly statements: number;
  /** Statements without them. */
  readonly work: number;
  readonly commits: number;
  /** Statements that write outside a transaction, and so are one by themselves. */
  readonly loneWrites: number;
  /** Transactions of the whole cluster that took an id because they wrote or locked, the job queue's included. */
  readonly transactionIds: number;
}

/** Counts the statements of one server by PostgreSQL's own log. */
export interface StatementLog {
  /** The server to be counted connects by this; whoever connects otherwise is not counted. */
  readonly databaseUrl: string;
  /** What happens in the database while `work` goes on. */
  measure(work: () => Promise<void>): Promise<Cost>;
  /** The statements of the last measurement, the job queue's left out, for whoever wonders where they come from. */
  last(): readonly string[];
  close(): Promise<void>;
}

/** The log does not say which database a process works on, and one that is gone cannot be asked. */
const LOOK_AT_PROCESSES_EVERY_MS = 250;

/** Watches a database of a cluster that `@flashstudio/db/embedded` has started, as its superuser. */
export async function watchStatements(connectionString: string): Promise<StatementLog> {
  const client = new Client({ connectionString });
  await client.connect();
  const file = await logOf(client);
  const databaseUrl = new URL(connectionString);
  databaseUrl.searchParams.set('options', '-c log_statement=all');
  let last: readonly LoggedStatement[] = [];

  return {
    databaseUrl: databaseUrl.href,
    async measure(work) {
      const [from, firstId] = [(await stat(file)).size, await nextTransactionId(client)];
      const processes = await processesDuring(client, work);
      const transactionIds = Number((await nextTransactionId(client)) - firstId);
      const logged = parseLog(await readFrom(file, from));
      last = withoutJobs(logged.filter(({ pid }) => processes.has(pid)));
      return { ...count(last), transactionIds };
    },
    last: () => last.map(({ text }) => text),
    close: () => client.end(),
  };
}

/** The log lies beside the cluster. A cluster of another user's is known to PostgreSQL by the folder it works in alone. */
async function logOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ folder: string; pid: number }>(
    `SELECT current_setting('data_directory') AS folder, pg_backend_pid() AS pid`,
  );
  const [{ folder, pid } = { folder: '', pid: 0 }] = rows;
  const cluster = folder === '/proc/self/cwd' ? await readlink(`/proc/${pid}/cwd`) : folder;
  return path.join(cluster, '..', 'server.log');
}

interface LoggedStatement {
  readonly pid: string;
  readonly text: string;
}

/** `<time> <zone> [<pid>] LOG:  statement: …` or `execute <name>: …`; a statement's further lines begin with a tab. */
const ENTRY = /^\S+ \S+ \S+ \[(\d+)\] (\w+): {2}(?:(?:statement|execute [^:]*): )?(.*)$/;

/** Reads the statements out of PostgreSQL's log, in its default form. */
function parseLog(log: string): LoggedStatement[] {
  const statements: { pid: string; text: string }[] = [];
  let current: { pid: string; text: string } | undefined;
  for (const line of log.split('\n')) {
    const [, pid = '', severity, text = ''] = ENTRY.exec(line) ?? [];
    if (severity === undefined) {
      if (current !== undefined && line.startsWith('\t')) current.text += `\n${line.slice(1)}`;
      continue;
    }
    current = undefined;
    if (severity !== 'LOG' || !/LOG: {2}(statement|execute [^:]*): /.test(line)) continue;
    current = { pid, text };
    statements.push(current);
  }
  return statements;
}

const BEGINS = /^\s*(BEGIN|START TRANSACTION)\b/i;
const ENDS = /^\s*(COMMIT|ROLLBACK|END)\s*;?\s*$/i;
const COMMITS = /^\s*(COMMIT|END)\s*;?\s*$/i;
const CONTROLS = /^\s*(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|SET TRANSACTION)\b/i;
const WRITES = /\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\b|\bpg_notify\(/i;
const OF_JOBS = /\bjobs"?\./;

/** Leaves out the statements on the job queue's tables, and the transactions that consist of nothing else. */
function withoutJobs(statements: readonly LoggedStatement[]): LoggedStatement[] {
  return transactions(statements).flatMap((transaction) => {
    const ours = transaction.filter(({ text }) => !OF_JOBS.test(text));
    return ours.every(({ text }) => CONTROLS.test(text)) && ours.length < transaction.length ? [] : ours;
  });
}

/** Groups statements into transactions; one that stands alone is one by itself. */
function transactions(statements: readonly LoggedStatement[]): LoggedStatement[][] {
  const open = new Map<string, LoggedStatement[]>();
  const all: LoggedStatement[][] = [];
  for (const statement of statements) {
    const { pid, text } = statement;
    const current = open.get(pid);
    if (current === undefined) {
      const begun = [statement];
      all.push(begun);
      if (BEGINS.test(text)) open.set(pid, begun);
      continue;
    }
    current.push(statement);
    if (ENDS.test(text)) open.delete(pid);
  }
  return all;
}

function count(statements: readonly LoggedStatement[]): Omit<Cost, 'transactionIds'> {
  const alone = transactions(statements).filter(
    ([first, ...rest]) =>
      rest.length === 0 && first !== undefined && WRITES.test(first.text) && !BEGINS.test(first.text),
  );
  return {
    statements: statements.length,
    work: statements.filter(({ text }) => !CONTROLS.test(text)).length,
    commits: statements.filter(({ text }) => COMMITS.test(text)).length,
    loneWrites: alone.length,
  };
}

/** The processes that serve this database while some work goes on. */
async function processesDuring(client: Client, work: () => Promise<void>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let over = false;
  const look = async () => {
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database()',
    );
    for (const { pid } of rows) seen.add(String(pid));
  };
  const watch = async () => {
    while (!over) {
      await look();
      await pause(LOOK_AT_PROCESSES_EVERY_MS);
    }
  };
  const watching = watch();
  try {
    await work();
  } finally {
    over = true;
    await watching;
  }
  await look();
  return seen;
}

async function nextTransactionId(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ next: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next');
  return BigInt(rows[0]?.next ?? 0);
}

async function readFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(size - offset);
    await handle.read(buffer, 0, buffer.length, offset);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}
