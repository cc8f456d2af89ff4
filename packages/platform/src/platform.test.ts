import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  AppError,
  createId,
  createTestClock,
  createTestScheduler,
  freePort,
  systemScheduler,
  toPublicError,
} from './index.ts';

describe('ids', () => {
  it('say what they name and sort by the moment they were made', () => {
    const clock = createTestClock('2026-01-01T00:00:00Z');
    const ids = Array.from({ length: 50 }, () => {
      clock.advance(1);
      return createId('pay', clock);
    });
    expect(ids.every((id) => /^pay_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('an id', () => {
  it('is nobody else’s, however many are made in the same millisecond', () => {
    const clock = createTestClock('2026-01-01T00:00:00Z');
    const ids = Array.from({ length: 10_000 }, () => createId('pay', clock));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('begins with the milliseconds of its moment, as a UUIDv7 does', () => {
    const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
    for (const at of ['1970-01-01T00:00:00.001Z', '2026-11-25T12:34:56.789Z', '9999-12-31T23:59:59.999Z']) {
      const [, encoded = ''] = createId('pay', createTestClock(at)).split('_');
      // Ten characters are two zero bits and the 48 of the time.
      const time = [...encoded.slice(0, 10)].reduce((sum, char) => sum * 32 + alphabet.indexOf(char), 0);
      expect(new Date(time).toISOString()).toBe(at);
    }
  });
});

describe('errors that a caller reads', () => {
  it('tell what is ours to tell and hide the rest', () => {
    const known = new AppError('conflict', 'Already used.', { details: { key: 'taken' }, cause: new Error('row 7') });
    expect(toPublicError(known)).toEqual({
      code: 'conflict',
      message: 'Already used.',
      details: { key: 'taken' },
      httpStatus: 409,
    });
    const unknown = toPublicError(new Error('password=hunter2'));
    expect(unknown.code).toBe('internal');
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
  });
});

describe('a scheduler', () => {
  it('for tests runs what falls due in its order, at its moment, and nothing that was called off', () => {
    const clock = createTestClock('2026-01-01T00:00:00.000Z');
    const scheduler = createTestScheduler(clock);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${clock.now().toISOString().slice(17, 23)}`);
    scheduler.after(300, note('late'));
    scheduler.after(100, () => {
      note('first')();
      scheduler.after(50, note('set by the first'));
    });
    scheduler.after(100, note('called off'))();
    expect(scheduler.waiting()).toEqual([100, 300]);
    scheduler.advance(299);
    expect(ran).toEqual(['first 00.100', 'set by the first 00.150']);
    scheduler.advance(1);
    expect(ran).toEqual(['first 00.100', 'set by the first 00.150', 'late 00.300']);
  });

  it('of the machine runs a task, unless it was called off', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    systemScheduler.after(0, () => resolve('called off'))();
    systemScheduler.after(1, () => resolve('ran'));
    expect(await promise).toBe('ran');
  });
});

describe('a free port', () => {
  it('can be listened on, and is none that the system gives to others meanwhile', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    expect(port).toBeGreaterThanOrEqual(10_000);
    expect(port).toBeLessThan(32_768);
  });
});
