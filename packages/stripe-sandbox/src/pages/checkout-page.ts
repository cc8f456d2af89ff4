import { readFile } from 'node:fs/promises';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { AccountStore } from '../store/account-store.ts';

const file = new URL('../../dist/checkout.html', import.meta.url);

/** The page shows the merchant's own pictures, frames the card fields, and runs nothing but the sandbox's scripts. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src http: https: data:',
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the hosted page of checkout sessions: https://docs.stripe.com/payments/checkout/how-checkout-works. The page is
 * the same for all and holds nothing; what opens a session travels in its address's fragment, which stays in the browser.
 */
export function createCheckoutPage(stores: readonly AccountStore[]): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/c/pay/:id', async (c) => {
    const page = await readFile(file, 'utf8').catch(() => undefined);
    if (page === undefined) return c.text('The browser part of the sandbox is not built.', 503);
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    c.header('Referrer-Policy', 'no-referrer');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'no-store');
    const known = stores.some((store) => store.checkoutSessions.get(c.req.param('id')) !== undefined);
    return c.html(page, known ? 200 : 404);
  });
  return app;
}
