// A peer: Supabase's Stripe Sync Engine, which writes the event's object into a table of its own before it answers.
import { createRequire } from 'node:module';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Client } from 'pg';
import { serveParent } from '../support/serve-parent.ts';

// Its ES module looks for its migrations by a variable that only CommonJS has, and goes on without them.
const engine: typeof import('@supabase/stripe-sync-engine') = createRequire(import.meta.url)(
  '@supabase/stripe-sync-engine',
);

const [, , secret = '', port, connectionString = ''] = process.argv;
// Its migrations give their functions to a role of this name.
const database = new Client({ connectionString });
await database.connect();
await database.query('CREATE ROLE postgres');
await database.end();
await engine.runMigrations({ databaseUrl: connectionString, schema: 'stripe' });
// As many connections as our own server has.
const sync = new engine.StripeSync({
  poolConfig: { connectionString, max: 10 },
  stripeSecretKey: 'sk_test_flashstudio',
  stripeWebhookSecret: secret,
  backfillRelatedEntities: false,
});

const app = new Hono().post('/webhooks/stripe', async (c) => {
  await sync.processWebhook(await c.req.text(), c.req.header('stripe-signature'));
  return c.json({ received: true });
});
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, () => serveParent());
