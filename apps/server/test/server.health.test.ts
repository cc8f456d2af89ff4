import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.start();
});
afterEach(() => world.close());

it('a server that is up says it is alive and ready', async () => {
  expect(await (await fetch(`${world.url}/health/live`)).json()).toEqual({ status: 'ok' });
  const ready = await fetch(`${world.url}/health/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: 'ok',
    checks: {
      database: { ok: true },
      webhookInbox: { ok: true, waiting: 0, failed: 0 },
      openPayments: { ok: true, overdue: 0 },
      paymentsInReview: { ok: true, count: 0 },
      eventReaders: {
        ok: true,
        subscriptions: expect.arrayContaining(
          ['notifications.receipts', 'payments.review_log'].map((name) =>
            expect.objectContaining({ name, state: 'current', parked: 0 }),
          ),
        ),
      },
    },
  });
});

it('a server whose database is gone says it is alive but not ready', async () => {
  const { db, connectionString } = world.database;
  const name = new URL(connectionString).pathname.slice(1);
  await db.$disconnect();
  const admin = new Client({ connectionString: connectionString.replace(`/${name}`, '/postgres') });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await admin.end();
  expect((await fetch(`${world.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${world.url}/health/live`)).status).toBe(200);
});
