// The least a webhook's route can do: check the signature.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import Stripe from 'stripe';
import { serveParent } from '../support/serve-parent.ts';

const secret = process.argv[2] ?? '';
const stripe = new Stripe('sk_test_flashstudio');

const app = new Hono().post('/webhooks/stripe', async (c) => {
  stripe.webhooks.constructEvent(await c.req.text(), c.req.header('stripe-signature') ?? '', secret);
  return c.json({ received: true });
});
serve({ fetch: app.fetch, port: Number(process.argv[3]), hostname: '127.0.0.1' }, () => serveParent());
