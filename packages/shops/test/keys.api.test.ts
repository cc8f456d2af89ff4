import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, TEST_ORIGIN, type TestShop, testSettings } from '../src/testing/index.ts';
import { createHarness, type Harness, OWN_ORIGIN } from './harness.ts';

const OTHER_ORIGIN = 'https://other.example.com';

let harness: Harness;
let shop: TestShop;
let other: TestShop;
beforeAll(async () => {
  harness = await createHarness();
  shop = await openTestShop(harness.shops, {
    name: 'Kiln & Paper',
    logoUrl: '/checkout/shops/kiln.svg',
    statementSuffix: 'KILN',
  });
  other = await openTestShop(harness.shops, { name: 'Casa Marea', allowedOrigins: [OTHER_ORIGIN] });
});
afterAll(() => harness.close());

/** A request of the frame on a page, as browsers send it to our own server. */
const request = (headers: Record<string, string | undefined>) =>
  harness.shops.keys.identify(
    new Headers(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );
const from = (key: string | undefined, page: string | undefined, origin?: string) =>
  request({ 'x-publishable-key': key, 'x-embed-origin': page, origin });

describe('a publishable key', () => {
  it('tells its shop, with all that a checkout needs of it, in one statement', async () => {
    harness.statements.length = 0;
    expect(await from(shop.key, TEST_ORIGIN)).toEqual({
      shopId: shop.shopId,
      publishableKeyId: shop.publishableKeyId,
      name: 'Kiln & Paper',
      supportEmail: 'help@shop.example.com',
      logoUrl: '/checkout/shops/kiln.svg',
      accentColor: '#1f4d3a',
      statementSuffix: 'KILN',
    });
    expect(harness.statements).toHaveLength(1);
  });

  it("is one of several of its shop, and opens the shop's origins like the others", async () => {
    const key = await harness.shops.keys.create({ shopId: shop.shopId, name: 'Campaign', reason: 'A test' }, BY_TEST);
    expect(await from(key, TEST_ORIGIN)).toMatchObject({ shopId: shop.shopId });
    expect(await harness.shops.keys.allowedOrigins(key)).toEqual([TEST_ORIGIN]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['missing', () => from(undefined, TEST_ORIGIN)],
    ['empty', () => from('', TEST_ORIGIN)],
    ['unknown', () => from('pk_unknown_key', TEST_ORIGIN)],
    ['cut short', () => from(shop.key.slice(0, -1), TEST_ORIGIN)],
    ['in other case', () => from(shop.key.toUpperCase(), TEST_ORIGIN)],
    ["its row's id", () => from(shop.publishableKeyId, TEST_ORIGIN)],
    ["the shop's id", () => from(shop.shopId, TEST_ORIGIN)],
  ])('that is %s is refused', async (_, identified) => {
    await expect(identified()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('that was revoked is refused in the very words of an unknown one, and nobody may frame it', async () => {
    const key = await harness.shops.keys.create({ shopId: shop.shopId, name: 'Leaked', reason: 'A test' }, BY_TEST);
    expect(await harness.shops.keys.revoke({ key, reason: 'It leaked' }, BY_TEST)).toBe(true);
    expect(await harness.shops.keys.revoke({ key, reason: 'It leaked' }, BY_TEST)).toBe(false);
    const said = (wrong: string) => from(wrong, TEST_ORIGIN).catch((error: unknown) => error);
    expect(await said(key)).toMatchObject({ code: 'unauthenticated' });
    expect(await said(key)).toEqual(await said('pk_unknown_key'));
    expect(await harness.shops.keys.allowedOrigins(key)).toEqual([]);
  });

  it('stays inactive when it is ensured again', async () => {
    const key = await harness.shops.keys.create({ shopId: shop.shopId, name: 'Leaked too', reason: 'A test' }, BY_TEST);
    await harness.shops.keys.revoke({ key, reason: 'It leaked' }, BY_TEST);
    await harness.shops.keys.ensure({ shopId: shop.shopId, key, name: 'Renamed', reason: 'A test' }, BY_TEST);
    expect(await harness.database.db.publishableKey.findUnique({ where: { key } })).toMatchObject({
      name: 'Renamed',
      active: false,
    });
  });

  it('cannot be guessed from its shop or from another key', async () => {
    const { keys } = harness.shops;
    const made = await Promise.all(
      Array.from({ length: 20 }, () => keys.create({ shopId: shop.shopId, name: 'Web', reason: 'A test' }, BY_TEST)),
    );
    expect(new Set(made.map((key) => key.slice(0, 11))).size).toBe(20);
    for (const key of made) {
      expect(key).toMatch(/^pk_\w{24}$/);
      expect(key).not.toContain(shop.shopId.slice('shop_'.length));
    }
  });

  it('never moves to another shop', async () => {
    const moved = harness.shops.keys.ensure(
      { shopId: other.shopId, key: shop.key, name: 'Stolen', reason: 'A test' },
      BY_TEST,
    );
    await expect(moved).rejects.toMatchObject({ code: 'conflict' });
    expect(await harness.shops.keys.shopIdOf(shop.key)).toBe(shop.shopId);
    expect(await harness.database.db.publishableKey.findUnique({ where: { key: shop.key } })).toMatchObject({
      name: 'Web',
    });
  });

  it('needs a shop that exists and the form of a key', async () => {
    const { keys } = harness.shops;
    await expect(keys.create({ shopId: 'shop_none', name: 'Web', reason: 'A test' }, BY_TEST)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      keys.ensure({ shopId: shop.shopId, key: 'sk_live_secret', name: 'Web', reason: 'A test' }, BY_TEST),
    ).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await keys.shopIdOf('pk_unknown_key')).toBeNull();
  });
});

describe('the audit', () => {
  it('is told who made, renamed and revoked a key, and why', async () => {
    const { keys } = harness.shops;
    const { shopId } = shop;
    harness.audit.entries.length = 0;
    const key = await keys.create({ shopId, name: 'Web', reason: 'A second site' }, BY_TEST);
    await keys.ensure({ shopId, key, name: 'Web', reason: 'Nothing new' }, BY_TEST);
    await keys.ensure({ shopId, key, name: 'Site', reason: 'A clearer name' }, BY_TEST);
    await keys.revoke({ key, reason: 'The site is gone' }, BY_TEST);
    await keys.revoke({ key, reason: 'The site is gone' }, BY_TEST);
    const state = { shopId, key };
    expect(harness.audit.entries).toMatchObject([
      { action: 'key.created', before: null, after: { ...state, name: 'Web' }, reason: 'A second site' },
      {
        action: 'key.renamed',
        before: { ...state, name: 'Web' },
        after: { ...state, name: 'Site' },
        reason: 'A clearer name',
      },
      {
        action: 'key.revoked',
        before: { ...state, name: 'Site', active: true },
        after: { ...state, name: 'Site', active: false },
        reason: 'The site is gone',
        origin: BY_TEST,
      },
    ]);
  });

  it.each(['', '   ', 'x'.repeat(501)])('takes no key that is made or revoked for the reason %j', async (reason) => {
    const { keys } = harness.shops;
    const { shopId } = shop;
    const refused = { code: 'invalid_input', details: { reason: expect.any(String) } };
    const before = await harness.database.db.publishableKey.count();
    await expect(keys.create({ shopId, name: 'Web', reason }, BY_TEST)).rejects.toMatchObject(refused);
    await expect(keys.revoke({ key: shop.key, reason }, BY_TEST)).rejects.toMatchObject(refused);
    expect(await harness.database.db.publishableKey.count()).toBe(before);
    expect(await keys.allowedOrigins(shop.key)).toEqual([TEST_ORIGIN]);
  });

  it('has no key to revoke that nobody has', async () => {
    const revoked = harness.shops.keys.revoke({ key: 'pk_unknown_key', reason: 'It leaked' }, BY_TEST);
    await expect(revoked).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the origins of a shop', () => {
  it('may call from the page itself and from our own frame', async () => {
    expect(await from(shop.key, TEST_ORIGIN, OWN_ORIGIN)).toMatchObject({ shopId: shop.shopId });
    expect(await from(shop.key, TEST_ORIGIN, TEST_ORIGIN)).toMatchObject({ shopId: shop.shopId });
  });

  it.each<[string, string | undefined, string | undefined]>([
    ['a page that does not say where it is', undefined, undefined],
    ['a page of nobody', 'https://evil.example.com', undefined],
    ["another shop's page", OTHER_ORIGIN, undefined],
    ["a page below one of the shop's", 'https://evil.shop.example.com', undefined],
    ["a page whose address begins as one of the shop's", `${TEST_ORIGIN}.evil.example`, undefined],
    ["the shop's page over http", TEST_ORIGIN.replace('https', 'http'), undefined],
    ['our own frame on no page', OWN_ORIGIN, OWN_ORIGIN],
    ["a caller of nobody that names the shop's page", TEST_ORIGIN, 'https://evil.example.com'],
    ["another shop's page that names the shop's", TEST_ORIGIN, OTHER_ORIGIN],
    ['a sandboxed frame', TEST_ORIGIN, 'null'],
  ])('are not %s', async (_, page, origin) => {
    await expect(from(shop.key, page, origin)).rejects.toMatchObject({ code: 'origin_not_allowed' });
  });

  it('are those of the moment: one that was taken away is refused from then on', async () => {
    const moving = await openTestShop(harness.shops, { allowedOrigins: ['https://old.example'] });
    await harness.shops.save({ id: moving.shopId, ...testSettings, allowedOrigins: ['https://new.example'] }, BY_TEST);
    await expect(from(moving.key, 'https://old.example')).rejects.toMatchObject({ code: 'origin_not_allowed' });
    expect(await from(moving.key, 'https://new.example')).toMatchObject({ shopId: moving.shopId });
    expect(await harness.shops.keys.allowedOrigins(moving.key)).toEqual(['https://new.example']);
  });
});
