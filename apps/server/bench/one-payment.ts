import type { Client } from 'pg';
import type Stripe from 'stripe';
import { order, type ShopApi } from '../test/shop.ts';
import { untilApplied, untilReceipt } from './support/tables.ts';

/** Where a payment is made, and how to see that all of it is done. */
export interface Checkout {
  readonly api: ShopApi;
  readonly stripe: Stripe;
  /** Resolves when no webhook is on its way. */
  readonly settled: () => Promise<void>;
  /** A connection of our own: what is asked here is not the server's doing. */
  readonly database: Client;
}

/** An order of somebody who has never been here. */
export function newOrder() {
  return order({ customer: { email: `${crypto.randomUUID()}@example.com` } });
}

/** One card payment as the widget makes it, until its webhooks are applied and its receipt is decided. */
export async function payOnce({ api, stripe, settled, database }: Checkout): Promise<void> {
  const input = newOrder();
  await api.payments.quote.query({ items: input.items, currency: input.currency });
  const { paymentId, paymentSecret } = await api.payments.create.mutate(input);
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
  await api.payments.confirm.mutate({ paymentId, paymentSecret, confirmationTokenId: token.id });
  await settled();
  await untilReceipt(database, paymentId);
  await untilApplied(database);
}
