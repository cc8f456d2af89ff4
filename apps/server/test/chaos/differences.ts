import type { Customer } from './customer.ts';
import type { StripeBooks } from './stripe-books.ts';
import type { OurBooks } from './tables.ts';

/** Something that is not as it must be once everything has settled. */
export interface Difference {
  readonly what: string;
  /** The payment it is about, where it is about one. */
  readonly paymentId?: string | undefined;
}

/** Statuses between which a payment may still be when nobody does anything any more. */
const SETTLED = new Set(['succeeded', 'canceled', 'requires_payment_method', 'requires_action']);

/** Compares both books and what customers were told; nothing is left when all is well. */
export function differences(ours: OurBooks, stripes: StripeBooks, customers: readonly Customer[]): Difference[] {
  return [
    ...currencies(ours, stripes),
    ...payments(ours, stripes),
    ...charges(stripes),
    ...webhooks(ours, stripes),
    ...receipts(ours),
    ...told(ours, customers),
    ...ours.lateReaders.map((name) => ({ what: `the subscription ${name} is not caught up` })),
  ];
}

function currencies(ours: OurBooks, stripes: StripeBooks): Difference[] {
  const our = sums(ours.ledger, ({ currency }) => currency);
  const their = sums(stripes.booked, ({ currency }) => currency);
  return [...new Set([...our.keys(), ...their.keys()])]
    .filter((currency) => our.get(currency) !== their.get(currency))
    .map((currency) => ({
      what: `${currency}: our ledger has ${our.get(currency) ?? 0n}, Stripe's balance ${their.get(currency) ?? 0n}`,
    }));
}

function payments(ours: OurBooks, stripes: StripeBooks): Difference[] {
  const our = sums(ours.ledger, ({ paymentId }) => paymentId);
  const their = sums(stripes.booked, ({ intentId }) => intentId);
  const intents = new Map(stripes.intents.map((intent) => [intent.id, intent]));
  return ours.payments.flatMap(({ id: paymentId, status, captured, intentId }) => {
    const ledger = our.get(paymentId) ?? 0n;
    const balance = intentId === null ? 0n : (their.get(intentId) ?? 0n);
    const intent = intentId === null ? undefined : intents.get(intentId);
    const found: string[] = [];
    if (ledger !== balance) found.push(`our ledger has ${ledger}, Stripe's balance ${balance}`);
    if (ledger !== captured) found.push(`our ledger has ${ledger}, the payment says ${captured}`);
    if (intent !== undefined && intent.status !== status) found.push(`${status} here, ${intent.status} at Stripe`);
    if (intent !== undefined && !SETTLED.has(status)) found.push(`still ${status}`);
    return found.map((what) => ({ paymentId, what }));
  });
}

function charges(stripes: StripeBooks): Difference[] {
  const byOrder = sums(
    stripes.intents.map((intent) => ({ ...intent, amount: BigInt(intent.charges) })),
    ({ orderId, id }) => orderId ?? id,
  );
  const intentsOf = sums(
    stripes.intents.map((intent) => ({ ...intent, amount: 1n })),
    ({ paymentId, id }) => paymentId ?? id,
  );
  return [
    ...[...byOrder]
      .filter(([, count]) => count > 1n)
      .map(([order, count]) => ({ what: `${order} was charged ${count} times` })),
    ...[...intentsOf]
      .filter(([, count]) => count > 1n)
      .map(([paymentId, count]) => ({ paymentId, what: `has ${count} intents at Stripe` })),
  ];
}

function webhooks(ours: OurBooks, stripes: StripeBooks): Difference[] {
  const lost = stripes.acknowledged
    .filter((id) => !ours.webhooks.has(id))
    .map((id) => ({ what: `${id} was acknowledged and is not in the inbox` }));
  const open = [...ours.webhooks]
    .filter(([, status]) => status !== 'applied' && status !== 'ignored')
    .map(([id, status]) => ({ what: `${id} is ${status} in the inbox` }));
  return [...lost, ...open];
}

function receipts(ours: OurBooks): Difference[] {
  const count = sums(
    ours.receipts.map((receipt) => ({ ...receipt, amount: 1n })),
    ({ paymentId }) => paymentId,
  );
  const wrong = ours.payments.flatMap(({ id: paymentId, status }) => {
    const has = count.get(paymentId) ?? 0n;
    const wants = status === 'succeeded' ? 1n : 0n;
    return has === wants ? [] : [{ paymentId, what: `has ${has} receipts, not ${wants}` }];
  });
  const failed = ours.receipts.filter(({ status }) => status === 'failed');
  return [...wrong, ...failed.map(({ paymentId }) => ({ paymentId, what: 'its receipt could not be sent' }))];
}

function told(ours: OurBooks, customers: readonly Customer[]): Difference[] {
  const payments = new Map(ours.payments.map((payment) => [payment.id, payment]));
  return customers.flatMap(({ paymentId, told, visit }) => {
    if (told === 'gave up') return [{ paymentId, what: `customer ${visit.number} never got a clear answer` }];
    const status = paymentId === undefined ? undefined : payments.get(paymentId)?.status;
    if (told === 'paid' && status !== 'succeeded')
      return [{ paymentId, what: `its customer was told "paid", it is ${status}` }];
    if (told === 'declined' && status === 'succeeded')
      return [{ paymentId, what: 'its customer was told "declined", it is paid' }];
    return [];
  });
}

function sums<T extends { readonly amount: bigint }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): Map<string, bigint> {
  const sum = new Map<string, bigint>();
  for (const row of rows) sum.set(keyOf(row), (sum.get(keyOf(row)) ?? 0n) + row.amount);
  return sum;
}
