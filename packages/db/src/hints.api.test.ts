import { EventEmitter, once } from 'node:events';
import { createLogger, createTestClock, createTestScheduler, type TestScheduler } from '@flashstudio/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHints, createListener, type Hints, type Listener } from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const logger = createLogger({ level: 'silent' });
let database: TestDatabase;
let listener: Listener;
let otherListener: Listener;
let scheduler: TestScheduler;
let here: Hints;
let there: Hints;

beforeAll(async () => {
  database = await createTestDatabase();
  listener = createListener({ connectionString: database.connectionString, logger });
  otherListener = createListener({ connectionString: database.connectionString, logger });
  await listener.start();
  await otherListener.start();
});
afterAll(async () => {
  await listener.stop();
  await otherListener.stop();
  await database.drop();
});
beforeEach(() => {
  scheduler = createTestScheduler(createTestClock('2026-01-01T00:00:00Z'));
  here = createHints({ listener, scheduler, logger });
  there = createHints({ listener: otherListener, scheduler, logger });
});

describe('a hint', () => {
  it('reaches other processes and not the one that sent it', async () => {
    const heard = new EventEmitter();
    const ownEcho: string[] = [];
    const offs = [
      await here.on('reaches', () => ownEcho.push('heard')),
      await here.on('answer', () => heard.emit('answer')),
      await there.on('reaches', () => heard.emit('there')),
    ];
    const first = once(heard, 'there');
    here.send('reaches');
    await first;
    // The answer comes after whatever this process would have heard of itself.
    const answer = once(heard, 'answer');
    there.send('answer');
    await answer;
    expect(ownEcho).toEqual([]);
    for (const off of offs) off();
  });

  it('is sent at most once per interval and channel, and what came in between is one more at its end', async () => {
    const told: string[] = [];
    const hints = createHints({
      listener: { ...fakeListener, tell: async (channel) => void told.push(channel) },
      scheduler,
      logger,
    });
    for (let count = 0; count < 20; count += 1) hints.send('a');
    hints.send('b');
    expect(told).toEqual(['a', 'b']);
    scheduler.advance(49);
    expect(told).toEqual(['a', 'b']);
    scheduler.advance(1);
    expect(told).toEqual(['a', 'b', 'a']);
    scheduler.advance(50);
    expect(told).toEqual(['a', 'b', 'a']);
    hints.send('a');
    expect(told).toEqual(['a', 'b', 'a', 'a']);
    hints.send('a');
    hints.stop();
    expect(scheduler.waiting()).toEqual([]);
  });

  it('is told to nobody while no other process listens, and costs no commit', async () => {
    const lonely = await createTestDatabase();
    const only = createListener({ connectionString: lonely.connectionString, logger });
    await only.start();
    const heard: string[] = [];
    await only.on('lonely', (payload) => heard.push(payload));
    await only.tell('lonely', 'first');
    const second = createListener({ connectionString: lonely.connectionString, logger });
    await second.start();
    // What was seen of the others is believed for a while: a fresh look is another listener's first.
    await second.tell('lonely', 'second');
    await expect.poll(() => heard).toEqual(['second']);
    await only.stop();
    await second.stop();
    await lonely.drop();
  });

  it('is assumed after a lost connection, since one may have been missed', async () => {
    const own = await createTestDatabase();
    const losing = createListener({ connectionString: own.connectionString, logger });
    await losing.start();
    const heard = new EventEmitter();
    const assumed = once(heard, 'assumed');
    await createHints({ listener: losing, scheduler, logger }).on('lost', () => heard.emit('assumed', 'once'));
    await own.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flashstudio-listener' AND datname = current_database()`;
    expect(await assumed).toEqual(['once']);
    await losing.stop();
    await own.drop();
  });
});

const fakeListener: Listener = {
  tell: async () => undefined,
  on: async () => () => undefined,
  onReconnect: () => () => undefined,
  start: async () => undefined,
  stop: async () => undefined,
};
