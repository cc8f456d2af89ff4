import { createHash } from 'node:crypto';
import { isSqlUniqueViolation, type Sql, type Statement } from '@flashstudio/db';
import type { Actor, Cause, EventInput, NewEvent } from '@flashstudio/events';
import { parseEmailAddress } from '@flashstudio/input-rules';
import { formatMoney, isChargeable, type Money, money } from '@flashstudio/money';
import { AppError, addLogContext, type Clock, createId } from '@flashstudio/platform';
import type { Catalog, OrderItem, Quote } from '@flashstudio/shops';
import { applyIntent } from '../changes/apply-intent.ts';
import { changePayment } from '../changes/change-payment.ts';
import { commitChange, type Placement } from '../changes/commit-change.ts';
import { byStripe } from '../changes/draft.ts';
import type { PaymentRecord } from '../changes/records.ts';
import { customerCreated, orderPlaced, paymentCreated } from '../events.ts';
import type { PaymentStatus } from '../machine/payment-machine.ts';
import { requireClientSecret } from '../stripe/client-secret.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';
import { newPayment } from './new-payment.ts';
import type { PaymentSecrets } from './payment-secret.ts';
import { statusForCustomer } from './payment-view.ts';

export interface CreatePaymentInput {
  readonly shopId: string;
  readonly publishableKeyId: string;
  readonly items: readonly OrderItem[];
  readonly currency: string;
  /** Made once per cart by the browser: the same key never makes a second order. */
  readonly requestKey: string;
  readonly customer: { readonly email: string; readonly name?: string | undefined };
  /** What the customer saw on the screen; another price is refused, so that nobody is charged an amount they did not see. */
  readonly expectedTotal?: Money | undefined;
}

/** Who gives a command, and the request it came with. */
export interface CommandOrigin {
  readonly actor: Actor;
  readonly cause: Cause;
}

export interface CreatedPayment {
  readonly paymentId: string;
  readonly paymentSecret: string;
  /** Stripe's client secret, for Stripe.js in the customer's browser only. */
  readonly clientSecret: string;
  readonly amount: Money;
  readonly status: PaymentStatus;
}

export interface CreatePaymentDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly catalog: Pick<Catalog, 'quote'>;
  readonly gateway: StripeGateway;
  readonly secrets: PaymentSecrets;
  /** How long a payment may go unheard of before Stripe is asked. */
  readonly checkAfterMs: number;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/** A payment as a repeated call finds it. */
interface Placed {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amount: bigint;
  readonly currency: string;
  readonly stripePaymentIntentId: string | null;
}

/**
 * Creates order, payment and Stripe's PaymentIntent, priced from the catalog. Repeating the call with the same
 * `requestKey` goes on where the first one stopped. Throws `invalid_input`, `conflict` (the key was used for other
 * items, or the total is not `expectedTotal`: `details.reason` is then `total_changed`), `unprocessable` (Stripe refuses
 * the amount) or `stripe_unavailable` (safe to repeat).
 */
export async function createPayment(
  deps: CreatePaymentDeps,
  input: CreatePaymentInput,
  origin: CommandOrigin,
): Promise<CreatedPayment> {
  const email = requireEmail(input.customer.email);
  const quote = await deps.catalog.quote(input.shopId, input.items, input.currency);
  requireChargeable(quote.total);
  const payment = await findOrPlace(deps, { ...input, customer: { ...input.customer, email } }, quote, origin);
  addLogContext({ paymentId: payment.id });
  const reading = await createOrReadIntent(deps, payment, quote);
  const status = await recordIntent(deps, payment.id, reading, origin);
  return {
    paymentId: payment.id,
    paymentSecret: deps.secrets.of(payment.id),
    clientSecret: requireClientSecret(reading),
    amount: money(payment.amount, payment.currency),
    status,
  };
}

const FIND: Statement = {
  name: 'checkout.find_order',
  text: `SELECT (SELECT c.id FROM customers c WHERE c.shop_id = $1 AND c.email = $2) AS "customerId",
      o.request_digest AS "requestDigest", p.id, p.order_id AS "orderId", p.status, p.amount, p.currency,
      p.stripe_payment_intent_id AS "stripePaymentIntentId"
    FROM (SELECT 1) AS always
    LEFT JOIN orders o ON o.publishable_key_id = $3 AND o.request_key = $4
    LEFT JOIN LATERAL (SELECT * FROM payments WHERE order_id = o.id ORDER BY created_at, id LIMIT 1) AS p ON true`,
};

type Found = { readonly customerId: string | null } & (
  | ({ readonly requestDigest: string } & Placed)
  | { readonly requestDigest: null; readonly id: null }
);

/** Statuses in which pressing Pay would charge the order's total. */
const MAY_STILL_COST: ReadonlySet<PaymentStatus> = new Set([
  'created',
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

/** A double click, or the customer's first two orders at once: one of them loses the race and looks again. */
const TRIES = 3;

async function findOrPlace(
  deps: CreatePaymentDeps,
  input: CreatePaymentInput,
  quote: Quote,
  origin: CommandOrigin,
): Promise<Placed> {
  const { email } = input.customer;
  const digest = digestOf(quote, email);
  for (let left = TRIES; ; left -= 1) {
    const [found] = await deps.sql.query<Found>(FIND, [input.shopId, email, input.publishableKeyId, input.requestKey]);
    if (found !== undefined && found.id !== null) {
      if (found.requestDigest === digest) {
        // What is paid, or with the bank, is told as it stands: there is nothing left to decide.
        if (MAY_STILL_COST.has(found.status)) requireTotal(input.expectedTotal, money(found.amount, found.currency));
        return found;
      }
      throw new AppError(
        'conflict',
        'This request key was already used for another order. Use a new one for a changed cart.',
      );
    }
    requireTotal(input.expectedTotal, quote.total);
    const placement = placementOf(deps, input, quote, { email, digest, customerId: found?.customerId ?? null }, origin);
    try {
      await commitChange(deps.sql, { kind: 'placed', placement }, deps.clock);
      return placement.payment;
    } catch (error) {
      if (!isSqlUniqueViolation(error) || left <= 1) throw error;
    }
  }
}

/** The address in the one form by which the shop knows its customer. */
function requireEmail(typed: string): string {
  const email = parseEmailAddress(typed);
  if (email !== null) return email;
  throw new AppError('invalid_input', 'This e-mail address is not valid.', {
    details: { 'customer.email': 'Use an address such as ada@example.com.' },
  });
}

/** Prices that cannot be charged are refused when they are made; this one may be older than that. */
function requireChargeable(total: Money): void {
  if (isChargeable(total)) return;
  throw new AppError('unprocessable', `${formatMoney(total, 'en')} cannot be paid by card. Please tell the shop.`);
}

/** The price may have changed between the screen and the order, or an order kept from before may cost what it did then. */
function requireTotal(expected: Money | undefined, total: Money): void {
  if (expected === undefined || (expected.amount === total.amount && expected.currency === total.currency)) return;
  throw new AppError('conflict', 'The price has changed. Please look at the new total before you pay.', {
    details: { reason: 'total_changed' },
  });
}

function placementOf(
  { clock, checkAfterMs }: CreatePaymentDeps,
  input: CreatePaymentInput,
  quote: Quote,
  known: { readonly email: string; readonly digest: string; readonly customerId: string | null },
  { actor, cause }: CommandOrigin,
): Placement {
  const now = clock.now();
  const customerId = known.customerId ?? createId('cus', clock);
  const orderId = createId('ord', clock);
  const payment = newPayment({ id: createId('pay', clock), orderId, total: quote.total, now });
  const { shopId } = input;
  const lines = quote.lines.map((line) => ({
    id: createId('line', clock),
    productId: line.productId,
    productName: line.name,
    quantity: line.quantity,
    unitAmount: line.unitPrice.amount,
    amount: line.amount.amount,
  }));
  return {
    newCustomer: known.customerId === null ? { id: customerId, email: known.email } : null,
    order: {
      id: orderId,
      shopId,
      publishableKeyId: input.publishableKeyId,
      customerId,
      customerName: input.customer.name ?? null,
      requestKey: input.requestKey,
      requestDigest: known.digest,
    },
    lines,
    payment,
    checkAt: new Date(now.getTime() + checkAfterMs),
    events: eventsOfPlacement({ shopId, actor, cause, occurredAt: now }, known.customerId === null, {
      customerId,
      payment,
      lines,
    }),
  };
}

function eventsOfPlacement(
  common: Omit<EventInput<never>, 'subjectId' | 'data'>,
  isNewCustomer: boolean,
  { customerId, payment, lines }: { customerId: string; payment: PaymentRecord; lines: Placement['lines'] },
): readonly NewEvent[] {
  const { orderId } = payment;
  const total = { amount: payment.amount, currency: payment.currency };
  const met = customerCreated.create({ ...common, subjectId: customerId, data: { orderId } });
  const placed = orderPlaced.create({
    ...common,
    subjectId: orderId,
    data: {
      ...total,
      paymentId: payment.id,
      customerId,
      lines: lines.map((line) => ({
        productId: line.productId,
        name: line.productName,
        quantity: line.quantity,
        amount: line.amount,
      })),
    },
  });
  const created = paymentCreated.create({ ...common, subjectId: payment.id, data: { ...total, orderId, customerId } });
  return isNewCustomer ? [met, placed, created] : [placed, created];
}

async function createOrReadIntent(deps: CreatePaymentDeps, payment: Placed, quote: Quote): Promise<IntentReading> {
  const result =
    payment.stripePaymentIntentId === null
      ? await deps.gateway.createIntent({
          paymentId: payment.id,
          orderId: payment.orderId,
          total: money(payment.amount, payment.currency),
          description: describe(quote),
        })
      : await deps.gateway.retrieveIntent(payment.stripePaymentIntentId);
  if (result.kind === 'ok') return result.reading;
  if (result.kind === 'unavailable') {
    throw new AppError(
      'stripe_unavailable',
      'The payment service cannot be reached right now. Nothing was charged; please try again.',
      { cause: result.cause },
    );
  }
  const code = result.signals.code;
  if (code === 'amount_too_small' || code === 'amount_too_large') {
    throw new AppError(
      'unprocessable',
      `This order is ${code === 'amount_too_small' ? 'below' : 'above'} what can be paid by card.`,
      { cause: result.cause },
    );
  }
  throw new Error(`Stripe refused to create the intent of ${payment.id}`, { cause: result.cause });
}

async function recordIntent(
  deps: CreatePaymentDeps,
  paymentId: string,
  { intent, asOf }: IntentReading,
  { cause }: CommandOrigin,
): Promise<PaymentStatus> {
  const context = byStripe(deps.clock, cause);
  const { payment } = await changePayment(
    deps,
    paymentId,
    (draft) => applyIntent(draft, intentFacts(intent), { certainty: 'current', asOf }, context).draft,
  );
  return statusForCustomer(payment);
}

/** What Stripe's dashboard and the card statement's support line show, within Stripe's 1000 characters. */
function describe(quote: Quote): string {
  return quote.lines
    .map((line) => `${line.quantity} × ${line.name}`)
    .join(', ')
    .slice(0, 500);
}

function digestOf(quote: Quote, email: string): string {
  const content = [quote.currency, email, ...quote.lines.map((line) => `${line.productId}:${line.quantity}`).sort()];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
