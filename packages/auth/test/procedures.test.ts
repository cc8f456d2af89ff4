import { createLogger } from '@flashstudio/platform';
import { type AdminSession, type RequestContext, router, type SessionReader } from '@flashstudio/rpc';
import { describe, expect, it } from 'vitest';
import { adminProcedure } from '../src/index.ts';

const api = router({
  read: adminProcedure('payments:read').query(({ ctx }) => ({ actor: ctx.actor, name: ctx.session.user.name })),
  write: adminProcedure('payments:write').mutation(({ ctx }) => ctx.actor),
  follow: adminProcedure('payments:read').subscription(async function* () {
    yield 'first';
    await new Promise(() => {});
  }),
});

const session = (role: string): AdminSession => ({
  user: { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role },
  expiresAt: new Date('2026-01-02T00:00:00Z'),
});

/** The API as a request with this session meets it. */
function callerOf({
  signedIn = null,
  watch = () => () => {},
  cutOff = () => {},
}: {
  signedIn?: AdminSession | null;
  watch?: SessionReader['watch'];
  cutOff?: () => void;
}) {
  const context: RequestContext = {
    requestId: 'req_1',
    headers: new Headers(),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => signedIn, watch },
    cutOff,
    shops: { identify: () => Promise.reject(new Error('the admin names no shop')) },
  };
  return api.createCaller(context);
}

describe('a subscription of the admin', () => {
  /** Follows as a viewer; tells what is watched and what has been cut off. */
  async function follow() {
    const seen = { holds: (_: AdminSession) => true, end: () => {}, watched: 0, cutOff: 0 };
    const caller = callerOf({
      signedIn: session('viewer'),
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

describe('a procedure of the admin', () => {
  it('is refused to who is not signed in', async () => {
    await expect(callerOf({}).read()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('is open to a role that grants what it needs, with that person as the actor', async () => {
    expect(await callerOf({ signedIn: session('viewer') }).read()).toEqual({
      actor: { kind: 'person', id: 'usr_1' },
      name: 'Ada',
    });
    expect(await callerOf({ signedIn: session('admin') }).write()).toEqual({ kind: 'person', id: 'usr_1' });
  });

  it.each(['viewer', 'nobody', '', 'toString'])('that writes is refused to the role %j', async (role) => {
    await expect(callerOf({ signedIn: session(role) }).write()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
