import { type Db, Prisma } from '@flashstudio/db';
import { openListShop, SHOP_ID } from './placed-payments.ts';

/** When the first of many payments was made; the next follow `SECONDS_APART`. */
const BEGIN = '2026-01-01T00:00:00Z';
const SECONDS_APART = 50;

const FIRST_NAMES = ['ada', 'grace', 'edsger', 'barbara', 'li', 'юлия', 'jürgen', 'mary', 'tom', 'anna', 'siobhán'];
const LAST_NAMES = ['smith', 'müller', 'kowalski', 'garcía', 'nguyễn', 'brown', 'rossi', 'ivanova', 'tanaka', 'okafor'];

/**
 * Fills an empty database with `count` payments of `count * 2 / 5` customers, an order of one line each, made by
 * arithmetic: the same every time. Most customers are `…@example.com`, a fifth are `…@mail.example`, of whom none has an
 * open payment, and the first of them all are `…@former.example` and stopped ordering when a fifth of the payments were
 * made. Four of five payments are by the card 4242; 88 of 100 succeed, 7 fail, 3 are canceled and 2 are open. Leaves the
 * planner's statistics fresh, but vacuums nothing, as after an hour of many orders.
 */
export async function fillPayments(db: Db, count: number): Promise<void> {
  await openListShop(db);
  await db.$executeRaw`INSERT INTO products (id, name, updated_at) VALUES ('prod_mug', 'Ceramic mug', ${BEGIN}::timestamptz)`;
  await insertCustomers(db, count);
  await insertOrders(db, count);
  await withoutIndex(db, 'payment_search_grams_idx', () => insertPayments(db, count));
  await db.$executeRaw`ANALYZE`;
}

const made = (prefix: string) => Prisma.sql`${prefix} || lpad(to_hex(n), 26, '0')`;
const at = Prisma.sql`${BEGIN}::timestamptz + n * ${SECONDS_APART} * interval '1 second'`;

async function insertCustomers(db: Db, count: number): Promise<void> {
  const customers = (count * 2) / 5;
  await db.$executeRaw`
    INSERT INTO customers (id, shop_id, email, name, created_at)
    SELECT ${made('cus_')}, ${SHOP_ID}, first || '.' || last || n || '@' || domain, initcap(first || ' ' || last), ${at}
    FROM generate_series(1, ${customers}::bigint) AS n
    CROSS JOIN LATERAL (SELECT (n * 7919) % 1009 AS lot) AS drawn
    CROSS JOIN LATERAL (
      SELECT (${FIRST_NAMES}::text[])[1 + lot % ${FIRST_NAMES.length}] AS first,
             (${LAST_NAMES}::text[])[1 + (lot / 11) % ${LAST_NAMES.length}] AS last,
             CASE
               WHEN n <= ${customers / 16} THEN 'former.example'
               WHEN n % 10 < 6 THEN 'example.com'
               WHEN n % 10 < 8 THEN 'mail.example'
               ELSE 'firm' || n % 307 || '.example'
             END AS domain
    ) AS person`;
}

async function insertOrders(db: Db, count: number): Promise<void> {
  const customers = (count * 2) / 5;
  const former = customers / 16;
  await db.$executeRaw`
    INSERT INTO orders (id, shop_id, publishable_key_id, customer_id, status, currency, total, request_key, request_digest, created_at, updated_at)
    SELECT ${made('ord_')}, ${SHOP_ID}, 'pk_shop', 'cus_' || lpad(to_hex(customer), 26, '0'), 'paid', 'USD', 2400, n::text, '', ${at}, ${at}
    FROM generate_series(1, ${count}::bigint) AS n
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN n <= ${count / 5} THEN 1 + (n * 7907) % ${customers / 5}
        ELSE ${former} + 1 + (n * 7907) % ${customers - former}
      END AS customer
    ) AS drawn`;
  await db.$executeRaw`
    INSERT INTO order_lines (id, order_id, product_id, product_name, quantity, unit_amount, amount)
    SELECT ${made('line_')}, ${made('ord_')}, 'prod_mug', 'Ceramic mug', 1, 2400, 2400
    FROM generate_series(1, ${count}::bigint) AS n`;
}

async function insertPayments(db: Db, count: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO payments (id, order_id, status, amount, currency, stripe_payment_intent_id, failure_class, card_brand,
                          card_last4, succeeded_at, last_attempt_at, created_at, updated_at)
    SELECT ${made('pay_')}, ${made('ord_')},
           CASE
             WHEN n % 100 < 88 THEN 'succeeded'
             WHEN n % 100 < 91 THEN 'canceled'
             WHEN n % 100 < 92 THEN 'requires_action'
             ELSE 'requires_payment_method'
           END::"PaymentStatus",
           2400, 'USD', 'pi_' || md5(n::text), CASE WHEN n % 100 >= 93 THEN 'card_declined' END, 'visa',
           CASE WHEN n % 5 = 0 THEN lpad(((n * 7919) % 10000)::text, 4, '0') ELSE '4242' END,
           CASE WHEN n % 100 < 88 THEN ${at} END, ${at}, ${at}, ${at}
    FROM generate_series(1, ${count}::bigint) AS n`;
}

/** Building an index at once takes a third of the time that keeping it row by row does. */
async function withoutIndex(db: Db, name: string, work: () => Promise<void>): Promise<void> {
  const [index] = await db.$queryRaw<{ definition: string }[]>`SELECT pg_get_indexdef(${name}::regclass) AS definition`;
  if (index === undefined) throw new Error(`there is no index ${name}`);
  await db.$executeRawUnsafe(`DROP INDEX ${name}`);
  await work();
  await db.$executeRawUnsafe(index.definition);
}
