import type Stripe from 'stripe';

/** What Stripe says, read as anybody with the official SDK can. Amounts are minor units. */
export interface StripeBooks {
  /** Money that moved, by Stripe's balance transactions. */
  readonly booked: readonly { readonly amount: bigint; readonly currency: string; readonly intentId: string }[];
  readonly intents: readonly {
    readonly id: string;
    readonly status: string;
    readonly paymentId: string | undefined;
    readonly orderId: string | undefined;
    /** Charges that took money. */
    readonly charges: number;
  }[];
  /** Events that our endpoint has answered with 2xx. */
  readonly acknowledged: readonly string[];
  /** How many events it has never heard of, or not yet. */
  readonly unheard: number;
}

const PAGE = { limit: 100 };

/** Reads all of it, page by page. */
export async function readStripeBooks(stripe: Stripe): Promise<StripeBooks> {
  const chargedFor = new Map<string, string>();
  const charges = new Map<string, number>();
  for await (const charge of stripe.charges.list(PAGE)) {
    const intentId = idOf(charge.payment_intent);
    chargedFor.set(charge.id, intentId);
    if (charge.status === 'succeeded') charges.set(intentId, (charges.get(intentId) ?? 0) + 1);
  }
  const booked: StripeBooks['booked'][number][] = [];
  for await (const entry of stripe.balanceTransactions.list(PAGE)) {
    const intentId = chargedFor.get(idOf(entry.source)) ?? `nothing we know of (${entry.type})`;
    booked.push({ amount: BigInt(entry.amount), currency: entry.currency.toUpperCase(), intentId });
  }
  const intents: StripeBooks['intents'][number][] = [];
  for await (const { id, status, metadata } of stripe.paymentIntents.list(PAGE)) {
    intents.push({
      id,
      status,
      paymentId: metadata.payment_id,
      orderId: metadata.order_id,
      charges: charges.get(id) ?? 0,
    });
  }
  const acknowledged: string[] = [];
  let unheard = 0;
  for await (const event of stripe.events.list(PAGE)) {
    if (event.pending_webhooks === 0) acknowledged.push(event.id);
    else unheard += 1;
  }
  return { booked, intents, acknowledged, unheard };
}

function idOf(reference: string | { readonly id: string } | null): string {
  return typeof reference === 'string' ? reference : (reference?.id ?? '');
}
