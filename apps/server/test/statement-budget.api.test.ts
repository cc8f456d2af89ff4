import { STRIPE_EVENT_TYPES } from '@flashstudio/payments';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checkout, payOnce } from '../bench/one-payment.ts';
import { type StatementLog, watchStatements } from '../bench/statement-log.ts';
import { createWorld, type World } from './server-process.ts';
import { openShop, shopApi } from './shop.ts';
import { WEBHOOK_SECRET } from './spawn-server.ts';

/** What a card payment may cost, from the price asked to the receipt sent, the job queue's own tables left out. */
const BUDGET = { statements: 50, commits: 7, writes: 10 };
const PAYMENTS = 5;

let world: World;
let log: StatementLog;
let database: Client;
let checkout: Checkout;
beforeAll(async () => {
  world = await createWorld();
  await openShop(world);
  const url = `${world.url}/webhooks/stripe`;
  world.sandbox.control.ensureWebhookEndpoint({ url, secret: WEBHOOK_SECRET, enabledEvents: STRIPE_EVENT_TYPES });
  log = await watchStatements(world.database.connectionString);
  database = new Client({ connectionString: world.database.connectionString });
  await database.connect();
  await world.start('all', { DATABASE_URL: log.databaseUrl });
  checkout = { api: shopApi(world), stripe: world.stripe, settled: () => world.sandbox.settled(), database };
  // The first one warms up: catalog, connections, prepared statements.
  await payOnce(checkout);
});
afterAll(async () => {
  await database.end();
  await log.close();
  await world.close();
});

it('a card payment costs the database no more statements and commits than its budget', async () => {
  const cost = await log.measure(async () => {
    for (let paid = 0; paid < PAYMENTS; paid += 1) await payOnce(checkout);
  });
  const statements = cost.statements / PAYMENTS;
  expect(statements, log.last().join('\n')).toBeLessThanOrEqual(BUDGET.statements);
  expect(cost.commits / PAYMENTS).toBeLessThanOrEqual(BUDGET.commits);
  // A statement that writes outside a transaction is a commit of its own.
  expect((cost.commits + cost.loneWrites) / PAYMENTS).toBeLessThanOrEqual(BUDGET.writes);
  // A counter that counts nothing would keep every budget.
  expect(statements).toBeGreaterThan(10);
});
