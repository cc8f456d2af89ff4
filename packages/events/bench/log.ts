// What the event log costs who writes and gives who reads, against plain inserts on the same database in the same run:
// `pnpm --filter @flashstudio/events bench [seconds per measurement]`.
import { createDb, createHints, createListener } from '@flashstudio/db';
import { createId, createLogger, systemClock, systemScheduler } from '@flashstudio/platform';
import type { Client } from 'pg';
import { z } from 'zod';
import { createEventLog, defineEvent, defineSubscription, eventInsert, eventRows } from '../src/index.ts';
import { openBenchDatabase, openClients } from './database.ts';
import { median, repeat } from './measure.ts';

const WRITERS = 4;
const TURNS = 7;
const seconds = Number(process.argv[2] ?? 3);

const moved = defineEvent({
  type: 'bench.moved',
  version: 1,
  subject: 'bench',
  data: z.object({ amount: z.string(), from: z.string(), to: z.string() }),
});
const event = (writer: number) =>
  moved.create({
    subjectId: `bench_${writer}`,
    shopId: 'shop_1',
    actor: { kind: 'stripe', id: null },
    cause: { stripeEventId: 'evt_1' },
    data: { amount: '2400', from: 'requires_payment_method', to: 'succeeded' },
  });

const database = await openBenchDatabase();
const { connectionString } = database;
const logger = createLogger({ level: 'warn' });
const db = createDb({ connectionString });
const listener = createListener({ connectionString, logger });
await listener.start();
const hints = createHints({ listener, scheduler: systemScheduler, logger });
const log = createEventLog({ db, clock: systemClock, logger, hints });
await log.start();
const clients = await openClients(connectionString, WRITERS);

await db.$executeRaw`CREATE TABLE plain (id text PRIMARY KEY, type text NOT NULL, subject_id text NOT NULL, data jsonb NOT NULL, at timestamptz(3) NOT NULL)`;
await db.$executeRaw`CREATE TABLE subjects (id int PRIMARY KEY, balance bigint NOT NULL)`;
await db.$executeRaw`INSERT INTO subjects SELECT n, 0 FROM generate_series(0, ${WRITERS - 1}::int) n`;
await db.$executeRaw`CREATE TABLE counters (name text PRIMARY KEY, applied bigint NOT NULL)`;

const insertPlain = (client: Client, writer: number) =>
  client.query('INSERT INTO plain VALUES ($1, $2, $3, $4, $5)', [
    createId('row'),
    'bench.moved',
    `bench_${writer}`,
    event(writer).data,
    new Date(),
  ]);
const append = (client: Client, writer: number) =>
  client.query(eventInsert('$1'), [eventRows([event(writer)], systemClock)]);

/** What a payment's change costs: its lock, its row and its events. */
async function change(client: Client, writer: number): Promise<void> {
  await client.query('BEGIN');
  await client.query('SELECT balance FROM subjects WHERE id = $1 FOR UPDATE', [writer]);
  await client.query('UPDATE subjects SET balance = balance + 1 WHERE id = $1', [writer]);
  await append(client, writer);
  await client.query('COMMIT');
}

const counting = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const name = `bench-${count}-${index}`;
    return defineSubscription({
      name,
      types: [moved],
      async apply(tx, events) {
        await tx.$executeRaw`
          INSERT INTO counters VALUES (${name}, ${events.length})
          ON CONFLICT (name) DO UPDATE SET applied = counters.applied + excluded.applied`;
      },
    });
  });

const round = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const row = (...cells: readonly string[]) =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(58) : cell.padStart(14))).join(''));

await repeat(clients, 1, insertPlain);
const plain = await repeat(clients, seconds, insertPlain);
const appended = await repeat(clients, seconds, append);
row(`one row per commit, ${WRITERS} connections`, 'per second', 'of plain');
row('plain inserts', round(plain.perSecond), '1');
row('events appended, nobody reads', round(appended.perSecond), round(appended.perSecond / plain.perSecond, 2));

console.log();
row('read while they are appended', 'appended/s', 'delivered/s', 'of plain', 'lag at end', 'caught up ms');
for (const count of [1, 4, 8]) {
  await db.$executeRaw`TRUNCATE domain_events, event_subscriptions, counters`;
  const runner = log.runner(counting(count));
  runner.start();
  const begin = performance.now();
  const written = await repeat(clients, seconds, async (client, writer) => {
    await append(client, writer);
    log.wake();
  });
  const lag = Math.max(...(await runner.health()).map((health) => health.lag.events));
  const behindSince = performance.now();
  await runner.drain();
  const now = performance.now();
  const delivered = (written.count * count) / ((now - begin) / 1_000);
  await runner.stop();
  const [sum] = await db.$queryRaw<{ applied: bigint }[]>`SELECT sum(applied)::bigint AS applied FROM counters`;
  if (Number(sum?.applied) !== written.count * count) throw new Error('events were lost or repeated');
  row(
    `${count} subscription${count === 1 ? '' : 's'}`,
    round(written.perSecond),
    round(delivered),
    round(delivered / plain.perSecond, 2),
    round(lag),
    round(now - behindSince),
  );
}

console.log();
row('read afterwards, from the beginning', 'delivered/s', 'of plain');
await db.$executeRaw`TRUNCATE domain_events, event_subscriptions, counters`;
const history = 20_000;
for (let from = 0; from < history; from += 1_000) {
  await clients[0]?.query(eventInsert('$1'), [
    eventRows(
      Array.from({ length: 1_000 }, () => event(0)),
      systemClock,
    ),
  ]);
}
for (const count of [1, 4, 8]) {
  const begin = performance.now();
  await log.runner(counting(count)).drain();
  const delivered = (history * count) / ((performance.now() - begin) / 1_000);
  row(`${count} subscription${count === 1 ? '' : 's'}`, round(delivered), round(delivered / plain.perSecond, 2));
}

console.log();
row('a change of a payment: lock, update, event, commit', 'median ms', 'of none');
await db.$executeRaw`TRUNCATE domain_events, event_subscriptions, counters`;
const one = clients.slice(0, 1);
const times = new Map<number, number[]>([
  [0, []],
  [1, []],
  [8, []],
]);
// In turns, so that whatever else the machine does falls on all alike.
for (let turn = 0; turn < TURNS; turn += 1) {
  for (const [count, medians] of times) {
    await db.$executeRaw`TRUNCATE event_subscriptions`;
    // Their cursors exist, and nobody reads: what is left is what a subscription adds to the writer itself.
    if (count > 0) await log.runner(counting(count)).drain();
    medians.push((await repeat(one, seconds / 3, change)).median);
  }
}
const alone = median(times.get(0) ?? []);
for (const [count, medians] of times) {
  row(`${count} subscriptions declared`, round(median(medians), 3), round(median(medians) / alone, 2));
}

for (const client of clients) await client.end();
await log.stop();
hints.stop();
await listener.stop();
await db.$disconnect();
await database.close();
