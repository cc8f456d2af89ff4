import { createLogger } from '@flashstudio/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineSubscription, type EventLog } from '../src/index.ts';
import { renumberRestoredLog } from '../src/restore.ts';
import { createLogHarness, type LogHarness, note, type Replica, step, stepTaken } from './harness.ts';

/** Far above what a fresh cluster counts to: where a cluster of some age may be. */
const ELSEWHERE = 4_000_000_000n;

const logger = createLogger({ level: 'silent' });
let house: LogHarness;
let replica: Replica;
let log: EventLog;
beforeAll(async () => {
  house = await createLogHarness();
  replica = await house.replica();
  log = replica.log;
});
afterAll(() => house.close());
beforeEach(() => house.database.db.$executeRaw`TRUNCATE domain_events, event_subscriptions, notes RESTART IDENTITY`);

const subscription = (name: string) =>
  defineSubscription({ name, types: [stepTaken], apply: (tx, events) => note(tx, name, events) });
const numbers = async (name: string) => (await house.noted(name)).map(({ n }) => n);

/** Where an event stood in the cluster that wrote it. */
interface Place {
  readonly xact: bigint;
  readonly seq: bigint;
}

/** What pg_dump brings: rows with the numbers of the cluster they come from, the last number of the identity too. */
async function restore(places: readonly Place[], cursors: Readonly<Record<string, Place>>): Promise<void> {
  const { db } = house.database;
  for (const { xact, seq } of places) {
    await db.$executeRaw`
      INSERT INTO domain_events (seq, xact_id, id, type, version, subject_type, subject_id, actor_type, cause, data, occurred_at, recorded_at)
      VALUES (${seq}::bigint, ${xact.toString()}::xid8, ${`evt_${seq}`}, 'thing.step_taken', 1, 'thing', 'a', 'system', '{}',
        jsonb_build_object('n', ${seq}::bigint), now(), now())`;
  }
  for (const [name, { xact, seq }] of Object.entries(cursors)) {
    await db.$executeRaw`
      INSERT INTO event_subscriptions (name, xact_id, seq, updated_at)
      VALUES (${name}, ${xact.toString()}::xid8, ${seq}::bigint, now())`;
  }
  await db.$executeRaw`
    SELECT setval(pg_get_serial_sequence('domain_events', 'seq'), (SELECT max(seq) FROM domain_events))`;
}

const inOrder = (places: readonly Place[]) =>
  places.toSorted((a, b) => Number(a.xact - b.xact) || Number(a.seq - b.seq)).map(({ seq }) => Number(seq));

/** Transactions that ran beside each other: their numbers and those of their events interleave. */
const interleaved = fc
  .array(fc.bigInt({ min: 0n, max: 9n }), { minLength: 1, maxLength: 25 })
  .map((xacts) => xacts.map((xact, index) => ({ xact: ELSEWHERE + xact, seq: BigInt(index + 1) })));

describe('a log that was restored in a cluster with lower transaction numbers', () => {
  it('keeps its order and the place of every cursor, and what is appended comes after all of it', async () => {
    await fc.assert(
      fc.asyncProperty(interleaved, fc.nat(), async (places, cut) => {
        await house.database.db.$executeRaw`TRUNCATE domain_events, event_subscriptions, notes RESTART IDENTITY`;
        const order = inOrder(places);
        const readUpTo = cut % places.length;
        const halfway = places.find(({ seq }) => Number(seq) === order[readUpTo]);
        if (halfway === undefined) throw new Error('no such place');
        await restore(places, { halfway, beginning: { xact: 0n, seq: 0n } });

        await renumberRestoredLog({ db: replica.db, logger });
        await house.append(step('a', 1_000));
        await log.runner(['halfway', 'beginning', 'new'].map(subscription)).drain();
        expect(await numbers('beginning')).toEqual([...order, 1_000]);
        expect(await numbers('new')).toEqual([...order, 1_000]);
        expect(await numbers('halfway')).toEqual([...order.slice(readUpTo + 1), 1_000]);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 240_000);

  it('is renumbered once when several replicas start at the same moment', async () => {
    const other = await house.replica();
    await restore(
      [1n, 2n, 3n].map((seq) => ({ xact: ELSEWHERE - seq, seq })),
      {},
    );
    const renumbered = await Promise.all([replica, other].map(({ db }) => renumberRestoredLog({ db, logger })));
    expect(renumbered.toSorted()).toEqual([false, true]);
    await log.runner([subscription('all')]).drain();
    expect(await numbers('all')).toEqual([3, 2, 1]);
  });

  it('is found by a cursor alone, which would otherwise pass over all that comes', async () => {
    await restore([], { ahead: { xact: ELSEWHERE, seq: 7n } });
    await house.replica();
    await house.append(step('a', 1));
    await log.runner([subscription('ahead')]).drain();
    expect(await numbers('ahead')).toEqual([1]);
  });

  it('lets a client go on where it was, with the place it was told before', async () => {
    await restore(
      [1n, 2n, 3n].map((seq) => ({ xact: ELSEWHERE + seq, seq })),
      {},
    );
    await house.replica();
    const connection = new AbortController();
    const tail = log.tail({ after: `${ELSEWHERE + 2n}-2`, signal: connection.signal });
    expect((await tail.next()).value).toMatchObject({ data: { n: 3 } });
    await house.append(step('a', 4));
    log.wake();
    expect((await tail.next()).value).toMatchObject({ data: { n: 4 } });
    connection.abort();
  });

  it('lets a client with a place it does not know go on from now, and not wait for ever', async () => {
    await restore([{ xact: 100n, seq: 1n }], {});
    const connection = new AbortController();
    const tail = log.tail({ after: `${ELSEWHERE}-0`, signal: connection.signal });
    let heard: unknown;
    const next = tail.next().then(({ value }) => {
      heard = value;
    });
    // Where "now" is for the client is seen by what it hears of.
    await expect
      .poll(async () => {
        await house.append(step('a', 2));
        log.wake();
        return heard;
      })
      .toMatchObject({ data: { n: 2 } });
    await next;
    connection.abort();
  });
});

describe('a log whose transaction numbers fit its cluster', () => {
  it('is left as it is', async () => {
    await house.append(step('a', 1), step('a', 2));
    await log.runner([subscription('all')]).drain();
    const rows = () => house.database.db.$queryRaw`
      SELECT xmin::text, ctid::text, xact_id::text, seq FROM domain_events
      UNION ALL SELECT xmin::text, ctid::text, xact_id::text, seq FROM event_subscriptions`;
    const before = await rows();
    await house.replica();
    expect(await rows()).toEqual(before);
  });

  it('is also one that was restored in a cluster with higher numbers, which is left as it is', async () => {
    await restore(
      [
        { xact: 7n, seq: 2n },
        { xact: 8n, seq: 1n },
      ],
      { halfway: { xact: 7n, seq: 2n } },
    );
    await house.replica();
    await house.append(step('a', 3));
    await log.runner([subscription('halfway'), subscription('new')]).drain();
    expect(await numbers('halfway')).toEqual([1, 3]);
    expect(await numbers('new')).toEqual([2, 1, 3]);
  });
});
