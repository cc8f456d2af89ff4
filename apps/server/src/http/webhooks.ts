import type { Container } from '../container.ts';
import type { QuickRoutes } from './base-app.ts';
import { limitBody } from './body-limit.ts';
import type { Routes } from './routes.ts';

/** Far above any event Stripe sends, far below what would hurt. */
const MAX_EVENT_BYTES = 512_000;

/**
 * Takes Stripe's webhooks: the raw body is checked and stored, and nothing else happens before the 200. They come in
 * bursts, so they pass none of what is for browsers; `checks` is what they share with every other request.
 */
export function mountWebhooks(routes: Routes, { payments, logger }: Container, { answers, checks }: QuickRoutes): void {
  routes.post(
    '/webhooks/stripe',
    { kind: 'signed_webhook' },
    async (c) => {
      const rawBody = await c.req.text();
      const stored = await payments.webhooks.receive({ rawBody, signature: c.req.header('stripe-signature') ?? null });
      logger.debug({ stored }, 'webhook received');
      return answers.json(c.get('requestId'), { received: true, duplicate: !stored });
    },
    answers.scope,
    ...checks,
    limitBody(MAX_EVENT_BYTES),
  );
}
