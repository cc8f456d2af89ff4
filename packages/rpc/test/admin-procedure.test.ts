import { AppError, createLogger } from '@flashstudio/platform';
import { describe, expect, it } from 'vitest';
import {
  type AdminSession,
  adminProcedure,
  type RequestContext,
  ROLES,
  router,
  type SessionReader,
  type StreamPlaces,
  signedInProcedure,
} from '../src/index.ts';

const api = router({
  read: adminProcedure('payments:read').query(({ ctx }) => ({ actor: ctx.actor, name: ctx.session.user.name })),
  enter: signedInProcedure.query(({ ctx }) => ctx.actor),
  write: adminProcedure('payments:refund').mutation(({ ctx }) => ctx.actor),
  follow: adminProcedure('payments:read').subscription(async function* () {
    yield 'first';
    await new Promise(() => {});
  }),
});

const session = (role: string): AdminSession => ({
  id: 'ses_1',
  user: { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role },
  expiresAt: new Date('2026-01-02T00:00:00Z'),
});

/** The API as a request with this session meets it. */
function callerOf({
  signedIn = null,
  watch = () => () => {},
  cutOff = () => {},
  take = () => () => {},
}: {
  signedIn?: AdminSession | null;
  watch?: SessionReader['watch'];
  cutOff?: () => void;
  take?: StreamPlaces['take'];
}) {
  const context: RequestContext = {
    requestId: 'req_1',
    headers: new Headers(),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => signedIn, watch },
    cutOff,
    streams: { take },
    shops: { identify: () => Promise.reject(new Error('the admin names no shop')) },
  };
  return api.createCaller(context);
}

describe('a subscription of the admin', () => {
  /** Follows as an analyst; tells what is watched and what has been cut off. */
  async function follow() {
    const seen = { holds: (_: AdminSession) => true, end: () => {}, watched: 0, cutOff: 0 };
    const caller = callerOf({
      signedIn: session('analyst'),
      watch: (_, holds, end) => {
        Object.assign(seen, { holds, end, watched: seen.watched + 1 });
        return () => (seen.watched -= 1);
      },
      cutOff: () => (seen.cutOff += 1),
    });
    const stream = await caller.follow();
    const items = stream[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ done: false, value: 'first' });
    return { seen, items };
  }

  it('ends while it waits, and cuts off its request, when the session does', async () => {
    const { seen, items } = await follow();
    const next = items.next();
    seen.end();
    expect(await next).toMatchObject({ done: true });
    expect(seen).toMatchObject({ cutOff: 1, watched: 0 });
  });

  it('holds for a role that grants what it needs and no other', async () => {
    const { seen, items } = await follow();
    expect(seen.holds(session('admin'))).toBe(true);
    expect(seen.holds(session('nobody'))).toBe(false);
    await items.return?.();
    expect(seen).toMatchObject({ cutOff: 0, watched: 0 });
  });
});

describe('the places of a stream of the admin', () => {
  /** Counts the places taken by scope and key. */
  function places(full?: string) {
    const taken = new Map<string, number>();
    const take: StreamPlaces['take'] = (scope, key) => {
      if (scope === full) throw new AppError('rate_limited', 'Too many.');
      const name = `${scope} ${key}`;
      taken.set(name, (taken.get(name) ?? 0) + 1);
      return () => taken.set(name, (taken.get(name) ?? 0) - 1);
    };
    return { take, now: () => Object.fromEntries(taken) };
  }

  it('are one of its session and one of its address, and both are free when it is left', async () => {
    const { take, now } = places();
    const items = (await callerOf({ signedIn: session('analyst'), take }).follow())[Symbol.asyncIterator]();
    await items.next();
    expect(now()).toEqual({ 'address 203.0.113.7': 1, 'session ses_1': 1 });
    await items.return?.();
    expect(now()).toEqual({ 'address 203.0.113.7': 0, 'session ses_1': 0 });
  });

  it.each([
    ['nobody is signed in', null, undefined, 'UNAUTHORIZED'],
    ['the role does not allow it', session('nobody'), undefined, 'FORBIDDEN'],
    ['the session has none left', session('analyst'), 'session', 'TOO_MANY_REQUESTS'],
  ])('are free again when it is refused because %s', async (_, signedIn, full, code) => {
    const { take, now } = places(full);
    await expect(callerOf({ signedIn, take }).follow()).rejects.toMatchObject({ code });
    expect(now()).toEqual({ 'address 203.0.113.7': 0 });
  });

  it('are taken by streams alone', async () => {
    const { take, now } = places();
    await callerOf({ signedIn: session('analyst'), take }).read();
    expect(now()).toEqual({});
  });
});

describe('a procedure of the admin', () => {
  it('is refused to who is not signed in', async () => {
    await expect(callerOf({}).read()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('is open to a role that grants what it needs, with that person as the actor', async () => {
    expect(await callerOf({ signedIn: session('analyst') }).read()).toEqual({
      actor: { kind: 'person', id: 'usr_1' },
      name: 'Ada',
    });
    expect(await callerOf({ signedIn: session('admin') }).write()).toEqual({ kind: 'person', id: 'usr_1' });
  });

  it.each(['analyst', 'viewer', 'nobody', '', 'toString'])('that writes is refused to the role %j', async (role) => {
    await expect(callerOf({ signedIn: session(role) }).write()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that asks for nothing but a session is open to every role there is, and to no other', async () => {
    for (const role of ROLES) {
      expect(await callerOf({ signedIn: session(role) }).enter()).toEqual({ kind: 'person', id: 'usr_1' });
    }
    await expect(callerOf({ signedIn: session('nobody') }).enter()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(callerOf({}).enter()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
