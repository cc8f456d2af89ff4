import { AppError, createLogger } from '@flashstudio/platform';
import { type AdminSession, type RequestContext, router } from '@flashstudio/rpc';
import { describe, expect, it } from 'vitest';
import { adminProcedure, merchantProcedure } from '../src/index.ts';

const api = router({
  read: adminProcedure('payments:read').query(({ ctx }) => ({ actor: ctx.actor, name: ctx.session.user.name })),
  write: adminProcedure('payments:write').mutation(({ ctx }) => ctx.actor),
  buy: merchantProcedure.mutation(({ ctx }) => ({ actor: ctx.actor, shop: ctx.merchant.name, asker: ctx.client })),
});

const session = (role: string): AdminSession => ({
  user: { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role },
  expiresAt: new Date('2026-01-02T00:00:00Z'),
});

/** The API as a request with this session and this shop's key meets it. */
function callerOf({ signedIn = null, key = 'pk_shop' }: { signedIn?: AdminSession | null; key?: string }) {
  const context: RequestContext = {
    requestId: 'req_1',
    headers: new Headers({ 'x-publishable-key': key }),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => signedIn },
    merchants: {
      async identify(headers) {
        if (headers.get('x-publishable-key') !== 'pk_shop') throw new AppError('unauthenticated', 'Unknown key.');
        return { publishableKeyId: 'pkid_1', name: 'Kiln & Paper' };
      },
    },
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

describe('a procedure of a shop', () => {
  it('knows the shop by its key, which is the actor, and who asks', async () => {
    expect(await callerOf({}).buy()).toEqual({
      actor: { kind: 'api_key', id: 'pkid_1' },
      shop: 'Kiln & Paper',
      asker: { address: '203.0.113.7', group: '203.0.113.7' },
    });
  });

  it('is refused to an unknown key', async () => {
    await expect(callerOf({ key: 'pk_other' }).buy()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
