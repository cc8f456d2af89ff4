import { STRIPE_EVENT_TYPES } from '@flashstudio/payments';
import type { StripeSandbox } from '@flashstudio/stripe-sandbox';
import type Stripe from 'stripe';

/**
 * Lets the sandbox send its webhooks to `url`. The endpoint of an earlier start, known by its secret, moves there: left
 * where it was, it would send every event to an address that is nobody's now, or another program's.
 */
export async function placeWebhookEndpoint(
  { control }: Pick<StripeSandbox, 'control'>,
  stripe: Pick<Stripe, 'webhookEndpoints'>,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  for await (const endpoint of stripe.webhookEndpoints.list({ limit: 100 })) {
    if (endpoint.url !== url && control.webhooks.secrets(endpoint.id).includes(secret))
      await stripe.webhookEndpoints.update(endpoint.id, { url });
  }
  control.ensureWebhookEndpoint({ url, secret, enabledEvents: STRIPE_EVENT_TYPES });
}
