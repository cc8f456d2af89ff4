import { createLogger } from '@flashstudio/platform';
import { type AdminSession, type RequestContext, router } from '@flashstudio/rpc';
import { describe, expect, it } from 'vitest';
import { adminProcedure } from '../src/index.ts';

const api = router({
  read: adminProcedure('payments:read').query(({ ctx }) => ({ actor: ctx.actor, name: ctx.session.user.name })),
  write: adminProcedure('payments:write').mutation(({ ctx }) => ctx.actor),
});

const session = (role: string): AdminSession => ({
  user: { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role },
  expiresAt: new Date('2026-01-02T00:00:00Z'),
});

/** The API as a request with this session meets it. */
function callerOf({ signedIn = null }: { signedIn?: AdminSession | null }) {
  const context: RequestContext = {
    requestId: 'req_1',
    headers: new Headers(),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => signedIn, watch: () => () => {} },
    cutOff() {},
    shops: { identify: () => Promise.reject(new Error('the admin names no shop')) },
  };
  return api.createCaller(context);
}

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
