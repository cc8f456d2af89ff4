import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';

/** An event as it goes over the wire, to be told again and again of other payments. */
export interface EventTemplate {
  readonly text: string;
  /** Ids within it that are another's in every event made from it. */
  readonly ids: readonly string[];
}

/** Lets a payment that is none of ours happen at Stripe, and takes the event that tells of its success. */
export async function foreignEvent(stripe: Stripe): Promise<EventTemplate> {
  const intent = await stripe.paymentIntents.create({
    amount: 2_400,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  const { data } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 });
  const [event] = data;
  if (event === undefined) throw new Error('nothing was said of the payment');
  return { text: bodyOf(event), ids: [event.id, intent.id, String(intent.latest_charge)] };
}

/** As Stripe writes it. */
export function bodyOf(event: Stripe.Event): string {
  const { lastResponse: _, ...content } = event as Stripe.Event & { lastResponse?: unknown };
  return JSON.stringify(content, null, 2);
}

/** Events of so many payments that nobody knows. */
export function tellAgain({ text, ids }: EventTemplate, count: number): string[] {
  return Array.from({ length: count }, () => ids.reduce((told, id) => told.replaceAll(id, anotherLike(id)), text));
}

function anotherLike(id: string): string {
  const prefix = id.slice(0, id.indexOf('_') + 1);
  return (
    prefix +
    randomBytes(id.length)
      .toString('hex')
      .slice(0, id.length - prefix.length)
  );
}
