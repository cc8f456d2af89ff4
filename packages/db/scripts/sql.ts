// Runs one statement and shows its rows: `npm run sql -- "SELECT …"`, or from standard input. Nothing is changed unless
// asked for with --write.
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { findRunningDatabase } from '../src/embedded/index.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The database that DATABASE_URL names, or the embedded one of a running server. */
async function findDatabase(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const folder = path.resolve(repository, process.env.DATA_DIR || '.data', 'postgres');
  const running = await findRunningDatabase(folder, 'flashstudio');
  if (running !== null) return running;
  throw new Error('No database is running: npm start or npm run dev starts one, or set DATABASE_URL.');
}

function show(row: Record<string, unknown>): string {
  const width = Math.max(...Object.keys(row).map((name) => name.length));
  return Object.entries(row)
    .map(([name, value]) => `${name.padEnd(width)}  ${inWords(value)}`)
    .join('\n');
}

function inWords(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const write = args.includes('--write');
  const given = args.filter((arg) => arg !== '--write').join(' ');
  const client = new Client({ connectionString: await findDatabase() });
  await client.connect();
  try {
    await client.query(write ? 'BEGIN' : 'BEGIN READ ONLY');
    const { rows, rowCount } = await client.query<Record<string, unknown>>(given || (await text(process.stdin)));
    await client.query('COMMIT');
    for (const row of rows) console.log(`${show(row)}\n`);
    console.log(`${rowCount ?? 0} ${rowCount === 1 ? 'row' : 'rows'}`);
  } finally {
    await client.end();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
