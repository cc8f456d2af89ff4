import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import Stripe from 'stripe';
import { z } from 'zod';

interface ShopDeps {
  readonly stripe: Stripe;
  readonly publishableKey: string;
  /** The sandbox's script, or https://js.stripe.com/v3/ with keys of Stripe's test mode. */
  readonly stripeJsUrl: string;
}

/** What the shop sells; never the browser's word. */
const ORDER = { amount: 2_400, currency: 'usd', description: 'Coffee beans, 1 kg' };

const session = z.object({ flow: z.enum(['payment', 'deferred', 'setup']), returning: z.boolean() });
const confirmation = z.object({ token: z.string(), customer: z.string(), returnUrl: z.url(), bankPage: z.boolean() });

const built = fileURLToPath(new URL('../../dist/example/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The merchant's server of the example: what has to happen with the secret key, and the built page. */
export function createShop({ stripe, publishableKey, stripeJsUrl }: ShopDeps): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return c.json({ error: { code: error.code ?? null, message: error.message } }, 402);
  });

  app.get('/api/config', (c) => c.json({ publishableKey, stripeJsUrl, order: ORDER }));

  app.post('/api/session', async (c) => {
    const { flow, returning } = session.parse(await c.req.json());
    const customer = await stripe.customers.create({ name: 'Ada Lovelace' });
    if (returning) await saveCards(stripe, customer.id);
    const customerSession = await openSession(stripe, customer.id);
    const clientSecret = await makeIntent(stripe, flow, customer.id);
    return c.json({ customer: customer.id, clientSecret, customerSession: returning ? customerSession : null });
  });

  app.post('/api/confirm', async (c) => {
    const { token, customer, returnUrl, bankPage } = confirmation.parse(await c.req.json());
    const intent = await stripe.paymentIntents.create({
      ...ORDER,
      customer,
      confirmation_token: token,
      confirm: true,
      return_url: returnUrl,
      // Without it the bank's page is a page of its own, which the customer comes back from.
      use_stripe_sdk: !bankPage,
    });
    return c.json({ clientSecret: intent.client_secret, status: intent.status });
  });

  app.get('*', async (c) => {
    const name = path.extname(c.req.path) === '' ? 'index.html' : c.req.path;
    const file = path.join(built, path.normalize(name));
    const content = file.startsWith(built) ? await readFile(file).catch(() => undefined) : undefined;
    if (content === undefined) return c.text('Not found. Is the example built?', 404);
    return c.body(new Uint8Array(content), 200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    });
  });
  return app;
}

async function makeIntent(stripe: Stripe, flow: z.output<typeof session>['flow'], customer: string) {
  if (flow === 'payment') return (await stripe.paymentIntents.create({ ...ORDER, customer })).client_secret;
  if (flow === 'setup') return (await stripe.setupIntents.create({ customer })).client_secret;
  return null;
}

/** Lets the customer's browser show, keep and remove cards. */
async function openSession(stripe: Stripe, customer: string): Promise<string> {
  const { client_secret } = await stripe.customerSessions.create({
    customer,
    components: {
      payment_element: {
        enabled: true,
        features: {
          payment_method_redisplay: 'enabled',
          payment_method_save: 'enabled',
          payment_method_save_usage: 'off_session',
          payment_method_remove: 'enabled',
        },
      },
    },
  });
  return client_secret;
}

/** What an earlier purchase of this customer would have left. */
async function saveCards(stripe: Stripe, customer: string): Promise<void> {
  for (const number of ['5555555555554444', '4242424242424242']) {
    const { id } = await stripe.paymentMethods.create({
      type: 'card',
      card: { number, exp_month: 12, exp_year: 2034, cvc: '123' },
      allow_redisplay: 'always',
    });
    await stripe.paymentMethods.attach(id, { customer });
  }
}
