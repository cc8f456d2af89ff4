import { AppError, createLogger } from '@flashstudio/platform';
import { type RequestContext, router } from '@flashstudio/rpc';
import { describe, expect, it } from 'vitest';
import { shopProcedure } from '../src/index.ts';
import { testSettings } from '../src/testing/index.ts';

const api = router({
  buy: shopProcedure.mutation(({ ctx }) => ({ actor: ctx.actor, shop: ctx.shop.shopId, asker: ctx.client })),
});

/** The API as a request with this key meets it. */
function callerOf(key: string) {
  const context: RequestContext = {
    requestId: 'req_1',
    headers: new Headers({ 'x-publishable-key': key }),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => null },
    shops: {
      async identify(headers) {
        if (headers.get('x-publishable-key') !== 'pk_shop') throw new AppError('unauthenticated', 'Unknown key.');
        return { ...testSettings, shopId: 'shop_1', publishableKeyId: 'pkid_1' };
      },
    },
  };
  return api.createCaller(context);
}

describe('a procedure of a shop', () => {
  it('knows the shop by its key, acts for a customer nobody has named, and knows who asks', async () => {
    expect(await callerOf('pk_shop').buy()).toEqual({
      actor: { kind: 'customer', id: null },
      shop: 'shop_1',
      asker: { address: '203.0.113.7', group: '203.0.113.7' },
    });
  });

  it('is refused to an unknown key', async () => {
    await expect(callerOf('pk_other').buy()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
