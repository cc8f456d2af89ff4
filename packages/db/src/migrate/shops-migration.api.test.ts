import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabaseBefore, type TestDatabase } from '../testing/index.ts';
import { migrate } from './migrate.ts';

const MIGRATION = '20261125190000_shops';

let database: TestDatabase;
let old: Client;
beforeEach(async () => {
  database = await createTestDatabaseBefore(MIGRATION);
  old = new Client({ connectionString: database.connectionString });
  await old.connect();
});
afterEach(async () => {
  await old.end();
  await database.drop();
});

const upgrade = () => migrate(database);
const key = (id: string, name: string, origins: readonly string[], createdAt: string, active = true) =>
  old.query('INSERT INTO publishable_keys VALUES ($1, $1, $2, $3, $4, $5)', [id, name, origins, active, createdAt]);
const customer = (id: string, email: string, name: string | null) =>
  old.query("INSERT INTO customers VALUES ($1, $2, $3, '2026-01-01Z')", [id, email, name]);
const product = (id: string) =>
  old.query("INSERT INTO products (id, name, updated_at) VALUES ($1, $1, '2026-01-01Z')", [id]);

async function order(id: string, keyId: string, customerId: string | null, day: string, currency = 'USD') {
  const at = `2026-${day}T12:00:00Z`;
  await old.query(
    `INSERT INTO orders (id, publishable_key_id, customer_id, currency, total, request_key, request_digest, created_at, updated_at)
     VALUES ($1, $2, $3, $4, 2400, $1, 'digest', $5, $5)`,
    [id, keyId, customerId, currency, at],
  );
  await old.query(
    'INSERT INTO payments (id, order_id, amount, currency, created_at, updated_at) VALUES ($1, $2, 2400, $3, $4, $4)',
    [`pay_${id}`, id, currency, at],
  );
}

const shops = () => database.db.shop.findMany({ orderBy: { id: 'asc' } });
const orders = async () =>
  Object.fromEntries(
    (await database.db.order.findMany({ include: { customer: true } })).map(
      ({ id, shopId, customerName, customer }) => [id, { shopId, customerName, customer }],
    ),
  );

describe('the migration to shops', () => {
  it('makes a shop of every publishable key, with the name and origins of the key and the currency it mostly sold in', async () => {
    await key('pk_1', 'Kiln & Paper', ['https://kiln.example'], '2026-01-01Z');
    await key('pk_2', 'Nordlys', ['https://nordlys.example', 'https://www.nordlys.example'], '2026-02-01Z', false);
    await order('o1', 'pk_2', null, '03-01', 'EUR');
    await order('o2', 'pk_2', null, '03-02', 'EUR');
    await order('o3', 'pk_2', null, '03-03', 'USD');
    await upgrade();
    const unknown = {
      supportEmail: null,
      logoUrl: null,
      statementSuffix: null,
      accentColor: '#1f4d3a',
      timeZone: 'UTC',
    };
    expect(await shops()).toMatchObject([
      {
        id: 'shop_1',
        name: 'Kiln & Paper',
        allowedOrigins: ['https://kiln.example'],
        reportingCurrency: 'USD',
        createdAt: new Date('2026-01-01Z'),
        ...unknown,
      },
      {
        id: 'shop_2',
        name: 'Nordlys',
        allowedOrigins: ['https://nordlys.example', 'https://www.nordlys.example'],
        reportingCurrency: 'EUR',
        createdAt: new Date('2026-02-01Z'),
        ...unknown,
      },
    ]);
    expect(await database.db.publishableKey.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { key: 'pk_1', shopId: 'shop_1', name: 'Kiln & Paper', active: true },
      { key: 'pk_2', shopId: 'shop_2', name: 'Nordlys', active: false },
    ]);
  });

  it('splits a customer of several shops into one per shop, each with the orders placed there', async () => {
    await key('pk_1', 'First', [], '2026-01-01Z');
    await key('pk_2', 'Second', [], '2026-01-02Z');
    await customer('cus_ada', 'ada@example.com', 'Ada');
    await customer('cus_bob', 'bob@example.com', null);
    await order('o1', 'pk_2', 'cus_ada', '03-01');
    await order('o2', 'pk_1', 'cus_ada', '03-02');
    await order('o3', 'pk_2', 'cus_ada', '03-03');
    await order('o4', 'pk_1', 'cus_bob', '03-04');
    await order('o5', 'pk_1', null, '03-05');
    await upgrade();
    const after = await orders();
    const ada = { email: 'ada@example.com', name: 'Ada' };
    // Who ordered at the second shop first stays its customer.
    expect(after).toMatchObject({
      o1: { shopId: 'shop_2', customerName: 'Ada', customer: { id: 'cus_ada', shopId: 'shop_2', ...ada } },
      o2: { shopId: 'shop_1', customerName: 'Ada', customer: { shopId: 'shop_1', ...ada } },
      o3: { shopId: 'shop_2', customerName: 'Ada', customer: { id: 'cus_ada' } },
      o4: { shopId: 'shop_1', customerName: null, customer: { id: 'cus_bob', shopId: 'shop_1', name: null } },
      o5: { shopId: 'shop_1', customerName: null, customer: null },
    });
    expect(after.o2?.customer).toMatchObject({
      id: expect.stringMatching(/^cus_[0-9a-f]{26}$/),
      createdAt: new Date('2026-03-02T12:00:00Z'),
    });
    expect(await database.db.customer.count()).toBe(3);
    expect(await database.db.payment.count()).toBe(5);
  });

  it('gives customers who never ordered to the first shop', async () => {
    await key('pk_2', 'Older', [], '2026-01-01Z');
    await key('pk_1', 'Newer', [], '2026-02-01Z');
    await customer('cus_idle', 'idle@example.com', 'Idle');
    await upgrade();
    expect(await database.db.customer.findMany()).toMatchObject([{ id: 'cus_idle', shopId: 'shop_2', name: 'Idle' }]);
  });

  it('keeps the orders of a deleted key together in a shop nobody can buy from', async () => {
    await key('pk_1', 'Open', ['https://open.example'], '2026-01-01Z');
    await customer('cus_ada', 'ada@example.com', 'Ada');
    await order('o1', 'pk_gone', 'cus_ada', '03-01', 'JPY');
    await order('o2', 'pk_gone', null, '03-02', 'JPY');
    await order('o3', 'pk_1', 'cus_ada', '03-03');
    await upgrade();
    const former = (await shops()).filter(({ name }) => name === 'Former shop');
    expect(former).toMatchObject([{ allowedOrigins: [], reportingCurrency: 'JPY' }]);
    const [shop] = former;
    expect(await orders()).toMatchObject({
      o1: { shopId: shop?.id, customer: { id: 'cus_ada' } },
      o2: { shopId: shop?.id },
      o3: { shopId: 'shop_1', customer: { shopId: 'shop_1', email: 'ada@example.com' } },
    });
  });

  it('makes a shop for customers where there is neither key nor order', async () => {
    await customer('cus_idle', 'idle@example.com', null);
    await upgrade();
    expect(await shops()).toMatchObject([{ name: 'Former shop' }]);
  });

  it('makes no shop where there was nothing to sell with, and loses no product', async () => {
    await product('prod_mug');
    await upgrade();
    expect(await shops()).toEqual([]);
    expect(await database.db.product.findMany()).toMatchObject([{ id: 'prod_mug', shopId: null }]);
  });

  it('gives the products to the only shop', async () => {
    await key('pk_1', 'Only', [], '2026-01-01Z');
    await product('prod_mug');
    await upgrade();
    expect(await database.db.product.findMany()).toMatchObject([{ id: 'prod_mug', shopId: 'shop_1' }]);
  });

  it('leaves the products on offer in every shop where there are several', async () => {
    await key('pk_1', 'First', [], '2026-01-01Z');
    await key('pk_2', 'Second', [], '2026-01-02Z');
    await product('prod_mug');
    await upgrade();
    expect(await database.db.product.findMany()).toMatchObject([{ id: 'prod_mug', shopId: null }]);
  });

  it('leaves nothing of itself behind when it fails at its last statement', async () => {
    await key('pk_1', 'Only', ['https://only.example'], '2026-01-01Z');
    await old.query('ALTER TABLE products ADD CONSTRAINT products_shop_id_fkey CHECK (true)');
    await expect(upgrade()).rejects.toThrow('products_shop_id_fkey');
    const { rows } = await old.query("SELECT to_regclass('shops') AS shops, allowed_origins FROM publishable_keys");
    expect(rows).toEqual([{ shops: null, allowed_origins: ['https://only.example'] }]);
  });
});
