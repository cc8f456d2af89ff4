import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineSubscription, eventInsert, eventRows, type NewEvent, type Runner } from '../src/index.ts';
import { createLogHarness, eclipse, type LogHarness, moonEclipsed, note, step, stepTaken } from './harness.ts';

const WRITERS = 4;
const SUBJECTS = ['a', 'b', 'c'] as const;
const WANTED = { steps: [stepTaken], moons: [moonEclipsed], everything: [stepTaken, moonEclipsed] } as const;
const NAMES = ['steps', 'moons', 'everything'] as const;
type Name = (typeof NAMES)[number];

const writer = fc.nat(WRITERS - 1);
const reader = fc.nat(1);
const name = fc.constantFrom(...NAMES);

/** One after another these acts make the interleaving of all transactions: which commits first is not left to chance. */
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('begin'), writer, subject: fc.constantFrom(...SUBJECTS) }) },
  { weight: 8, arbitrary: fc.record({ does: fc.constant('append'), writer, moon: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('commit'), writer }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('roll back'), writer }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('read'), reader }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wake'), reader }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail'), name }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('kill before'), name }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('kill after'), name }) },
);
const acts = fc.array(act, { minLength: 40, maxLength: 90 });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Tried first, every time: who begins later commits earlier and is read before the other commits. */
const overtaking: Act[] = [
  { does: 'begin', writer: 0, subject: 'a' },
  { does: 'append', writer: 0, moon: false },
  { does: 'begin', writer: 1, subject: 'b' },
  { does: 'append', writer: 1, moon: false },
  { does: 'commit', writer: 1 },
  { does: 'read', reader: 0 },
  { does: 'commit', writer: 0 },
];

let house: LogHarness;
beforeAll(async () => {
  house = await createLogHarness();
  await house.database.db.$executeRaw`CREATE TABLE subjects (id text PRIMARY KEY)`;
  await house.database.db.$executeRaw`INSERT INTO subjects SELECT unnest(${[...SUBJECTS]}::text[])`;
});
afterAll(() => house.close());

interface Told {
  readonly subjectId: string;
  readonly n: number;
  readonly moon: boolean;
}

/** A connection that writes: at most one transaction at a time, and in that only of a subject whose lock it holds. */
interface Writer {
  readonly client: Client;
  open: { readonly subjectId: string; readonly told: Told[] } | null;
}

/** What all of them committed, in the order of the commits of each subject. */
interface Writers {
  begin(writer: number, subjectId: string): Promise<void>;
  append(writer: number, moon: boolean): Promise<void>;
  end(writer: number, how: 'COMMIT' | 'ROLLBACK'): Promise<void>;
  readonly committed: readonly Told[];
  close(): Promise<void>;
}

async function createWriters(): Promise<Writers> {
  const committed: Told[] = [];
  let n = 0;
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, async (): Promise<Writer> => {
      const client = new Client({ connectionString: house.database.connectionString });
      await client.connect();
      return { client, open: null };
    }),
  );
  return {
    committed,
    async begin(index, subjectId) {
      const writer = writers[index];
      if (writer === undefined || writer.open !== null) return;
      if (writers.some(({ open }) => open?.subjectId === subjectId)) return;
      await writer.client.query('BEGIN');
      await writer.client.query('SELECT FROM subjects WHERE id = $1 FOR UPDATE', [subjectId]);
      writer.open = { subjectId, told: [] };
    },
    async append(index, moon) {
      const writer = writers[index];
      if (writer === undefined || writer.open === null) return;
      const { subjectId, told } = writer.open;
      n += 1;
      const event: NewEvent = moon ? eclipse(subjectId, n) : step(subjectId, n);
      await writer.client.query(eventInsert('$1'), [eventRows([event], house.clock)]);
      told.push({ subjectId, n, moon });
    },
    async end(index, how) {
      const writer = writers[index];
      if (writer === undefined || writer.open === null) return;
      const { told } = writer.open;
      writer.open = null;
      await writer.client.query(how);
      if (how === 'COMMIT') committed.push(...told);
    },
    async close() {
      for (const { client } of writers) await client.end();
    },
  };
}

/** Subscriptions that note every event, and fail or lose their connection when told to, before or after noting. */
function createReaders() {
  const sabotage = new Map<Name, 'fail' | 'kill before' | 'kill after'>();
  const subscriptions = NAMES.map((name) =>
    defineSubscription({
      name,
      types: WANTED[name],
      async apply(tx, events) {
        const trouble = sabotage.get(name);
        sabotage.delete(name);
        const kill = () => tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => undefined);
        if (trouble === 'kill before') await kill();
        await note(tx, name, events);
        if (trouble === 'kill after') await kill();
        if (trouble === 'fail') throw new Error('sabotage');
      },
    }),
  );
  return { sabotage, subscriptions };
}

it('every subscription sees every committed event exactly once, and those of one subject in order, whatever the order of commits, with rollbacks, failures, killed readers and several replicas', async () => {
  // Batches and windows are small, so that their edges are met often; nothing fails often enough to be parked.
  const settings = { batchSize: 3, windowSize: 7, maxTries: 100 };
  const replicas = [await house.replica({ settings }), await house.replica({ settings })];

  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      await house.database.db.$executeRaw`TRUNCATE domain_events, event_subscriptions, parked_events, notes`;
      const writers = await createWriters();
      const { sabotage, subscriptions } = createReaders();
      const runners: Runner[] = replicas.map(({ log }) => log.runner(subscriptions));
      for (const runner of runners) runner.start();
      for (const act of script) {
        if (act.does === 'begin') await writers.begin(act.writer, act.subject);
        else if (act.does === 'append') await writers.append(act.writer, act.moon);
        else if (act.does === 'commit') await writers.end(act.writer, 'COMMIT');
        else if (act.does === 'roll back') await writers.end(act.writer, 'ROLLBACK');
        else if (act.does === 'read') await runners[act.reader]?.catchUp();
        else if (act.does === 'wake') replicas[act.reader]?.log.wake();
        else sabotage.set(act.name, act.does);
      }
      for (let writer = 0; writer < WRITERS; writer += 1) await writers.end(writer, 'COMMIT');
      await finish(runners);
      await writers.close();

      for (const name of NAMES) {
        const wanted = writers.committed.filter(({ moon }) => name === 'everything' || moon === (name === 'moons'));
        const seen = await house.noted(name);
        expect(seen.map(({ n }) => n).toSorted(byNumber)).toEqual(wanted.map(({ n }) => n).toSorted(byNumber));
        for (const subject of SUBJECTS) expect(numbersOf(subject, seen)).toEqual(numbersOf(subject, wanted));
      }
    }),
    { examples: [[overtaking]], numRuns: 12, endOnFailure: true },
  );
}, 240_000);

/** Lets pauses pass until all are current; the replicas keep reading beside each other. */
async function finish(runners: readonly Runner[]): Promise<void> {
  for (;;) {
    await Promise.all(runners.map((runner) => runner.drain()));
    const health = await runners[0]?.health();
    if (health?.every(({ state }) => state === 'current')) break;
    house.clock.advance(600_000);
  }
  for (const runner of runners) await runner.stop();
}

const byNumber = (a: number, b: number) => a - b;

function numbersOf(subject: string, told: readonly { subjectId: string; n: number }[]): number[] {
  return told.filter(({ subjectId }) => subjectId === subject).map(({ n }) => n);
}
