// How long the admin's lists and searches take, each beside the same list as it was before, in one run.
// `pnpm --filter @flashstudio/payments bench:lists [payments]`, by default of 500,000 payments.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDb, migrate } from '@flashstudio/db';
import { startEmbeddedPostgres } from '@flashstudio/db/embedded';
import { type ListPaymentsInput, listPayments } from '../src/admin/list-payments.ts';
import { fillPayments } from '../test/many-payments.ts';
import { createFormerIndex, formerList } from './former-list.ts';

const PAYMENTS = Number(process.argv[2] ?? 500_000);
const ROUNDS = 15;
/** The former list may take seconds. */
const FORMER_ROUNDS = 3;
const MUST_MS = 50;

const idOf = (prefix: string, n: number) => `${prefix}_${n.toString(16).padStart(26, '0')}`;
const HALFWAY = new Date(Date.UTC(2026, 0, 1) + (PAYMENTS / 2) * 50_000).toISOString();

const SEARCHES: Readonly<Record<string, string | undefined>> = {
  'no search': undefined,
  'domain that most have': '@example.com',
  'domain only old payments have': 'former.example',
  'domain of 1 in 1,500': 'firm12.example',
  'name of 1 in 11': 'юлия',
  'name of 1 in 10': 'smith',
  'one address': 'smith7920@',
  'common parts, nobody': 'mail@mail.example',
  'words of nobody': 'no such customer',
  'one letter': 'a',
  'one character of nobody': '%',
  'two letters of nobody': 'qz',
  'most cards': '4242',
  'few cards': '0919',
  'all ids': 'pay_',
  'one id': idOf('pay', PAYMENTS / 4),
  'one order id': idOf('ord', PAYMENTS / 4),
};

/**
 * What the lists are slowest at, by design: many match and none of them is among the newest, or none passes the filter. Of
 * the domain below, a fifth of all, no payment is open.
 */
const WORST: Readonly<Record<string, ListPaymentsInput>> = {
  'a fifth of all, none of them open': { search: '@mail.example', status: 'open', limit: 50 },
};

const VIEWS: Readonly<Record<string, Omit<ListPaymentsInput, 'limit'>>> = {
  all: {},
  succeeded: { status: 'succeeded' },
  failed: { status: 'failed' },
  open: { status: 'open' },
  canceled: { status: 'canceled' },
  'all, halfway': { cursor: `${HALFWAY}|pay_` },
  'failed, halfway': { status: 'failed', cursor: `${HALFWAY}|pay_` },
};

const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-bench-'));
// As root, PostgreSQL runs as another user, who must be able to pass.
await chmod(dataDir, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir, database: 'flash' });
await migrate(postgres);
const db = createDb(postgres);
try {
  console.log(`Filling a database with ${PAYMENTS.toLocaleString('en')} payments …`);
  await fillPayments(db, PAYMENTS);
  await createFormerIndex(db);
  console.log(`${'list'.padEnd(48)}     p50     p95  former p50   ratio`);
  const slow = [];
  for (const [search, term] of Object.entries(SEARCHES)) {
    for (const [view, input] of Object.entries(VIEWS)) {
      const name = `${search}, ${view}`;
      const p50 = await compare(name, { ...input, search: term, limit: 50 });
      if (p50 > MUST_MS) slow.push(name);
    }
  }
  for (const [name, input] of Object.entries(WORST)) await compare(name, input);
  if (slow.length > 0) {
    console.error(`over ${MUST_MS} ms: ${slow.join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await db.$disconnect();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Prints a line and returns the median, in ms. */
async function compare(name: string, input: ListPaymentsInput): Promise<number> {
  const now = await times(ROUNDS, () => listPayments(db, input));
  const former = await times(FORMER_ROUNDS, () => formerList(db, input));
  const ratio = quantile(now, 0.5) / quantile(former, 0.5);
  const columns = [quantile(now, 0.5), quantile(now, 0.95), quantile(former, 0.5)].map((ms) => ms.toFixed(1));
  console.log(
    `${name.padEnd(48)} ${columns.map((ms, index) => ms.padStart(index < 2 ? 7 : 11)).join(' ')} ${ratio.toFixed(3).padStart(7)}`,
  );
  return quantile(now, 0.5);
}

/** How long each round took in ms, after one that does not count. */
async function times(rounds: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    await work();
    if (round > 0) taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
