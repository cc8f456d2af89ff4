import { createLogger } from '@flashstudio/platform';
import { router } from '@flashstudio/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopProcedure } from '../src/index.ts';
import { openTestShop, TEST_ORIGIN, type TestShop } from '../src/testing/index.ts';
import { createHarness, type Harness } from './harness.ts';

let harness: Harness;
let shop: TestShop;
beforeAll(async () => {
  harness = await createHarness();
  shop = await openTestShop(harness.shops, { name: 'Kiln & Paper' });
});
afterAll(() => harness.close());

const api = router({
  buy: shopProcedure.mutation(({ ctx }) => ({ actor: ctx.actor, shop: ctx.shop.name, asker: ctx.client })),
});

/** The API as a page of the shop with this key meets it. */
const callerOf = (key: string) =>
  api.createCaller({
    requestId: 'req_1',
    headers: new Headers({ 'x-publishable-key': key, 'x-embed-origin': TEST_ORIGIN }),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => null, watch: () => () => {} },
    cutOff() {},
    streams: { take: () => () => {} },
    shops: harness.shops.keys,
  });

describe('a procedure of a shop', () => {
  it('knows the shop by its key, acts for a customer nobody has named, and knows who asks', async () => {
    expect(await callerOf(shop.key).buy()).toEqual({
      actor: { kind: 'customer', id: null },
      shop: 'Kiln & Paper',
      asker: { address: '203.0.113.7', group: '203.0.113.7' },
    });
  });

  it('is refused to an unknown key', async () => {
    await expect(callerOf('pk_unknown_key').buy()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
