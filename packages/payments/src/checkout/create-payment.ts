import { createHash } from 'node:crypto';
import { type Db, isUniqueViolation, type Payment, type Tx, withAdvisoryLock } from '@flashstudio/db';
import type { JobQueue } from '@flashstudio/jobs';
import { type Money, money } from '@flashstudio/money';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { Catalog, OrderItem, Quote } from '@flashstudio/shops';
import { announceChange } from '../changes.ts';
import { type ApplyIntentDeps, applyIntent } from '../ledger/apply-intent.ts';
import type { PaymentStatus } from '../machine/payment-machine.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';
import type { PaymentSecrets } from './payment-secret.ts';
import { SYNC_DELAY_MS, type SyncJob } from './sync-payment.ts';

export interface CreatePaymentInput {
  readonly shopId: string;
  /** One of this shop's keys. */
  readonly publishableKeyId: string;
  readonly items: readonly OrderItem[];
  readonly currency: string;
  /** Made once per cart by the browser: the same key never makes a second order. */
  readonly requestKey: string;
  readonly customer: { readonly email: string; readonly name?: string | undefined };
}

export interface CreatedPayment {
  readonly paymentId: string;
  readonly paymentSecret: string;
  /** Stripe's client secret, for Stripe.js in the customer's browser only. */
  readonly clientSecret: string;
  readonly amount: Money;
  readonly status: PaymentStatus;
}

export interface CreatePaymentDeps extends ApplyIntentDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly gateway: StripeGateway;
  readonly secrets: PaymentSecrets;
  readonly jobs: JobQueue;
  readonly syncJob: SyncJob;
}

/**
 * Creates order, payment and Stripe's PaymentIntent, priced from the catalog. Repeating the call with the same
 * `requestKey` goes on where the first one stopped. Throws `invalid_input`, `conflict` (the key was used for other
 * items), `unprocessable` (Stripe refuses the amount) or `stripe_unavailable` (safe to repeat).
 */
export async function createPayment(deps: CreatePaymentDeps, input: CreatePaymentInput): Promise<CreatedPayment> {
  const quote = await deps.catalog.quote(input.shopId, input.items, input.currency);
  const payment = await findOrOrder(deps, input, quote);
  const reading = await createOrReadIntent(deps, payment, quote);
  const { status } = await recordIntent(deps, payment.id, reading);
  if (reading.intent.client_secret === null) throw new Error(`${reading.intent.id} came without a client secret`);
  return {
    paymentId: payment.id,
    paymentSecret: deps.secrets.of(payment.id),
    clientSecret: reading.intent.client_secret,
    amount: money(payment.amount, payment.currency),
    status,
  };
}

async function findOrOrder(deps: CreatePaymentDeps, input: CreatePaymentInput, quote: Quote): Promise<Payment> {
  const digest = digestOf(quote, input.customer.email);
  const known = await findOrdered(deps.db, input, digest);
  if (known !== null) return known;
  try {
    return await deps.db.$transaction((tx) => placeOrder(deps, tx, input, quote, digest));
  } catch (error) {
    // A double click: the other call has placed the order between our look and our write.
    if (!isUniqueViolation(error)) throw error;
    const placed = await findOrdered(deps.db, input, digest);
    if (placed === null) throw error;
    return placed;
  }
}

async function findOrdered(db: Db, input: CreatePaymentInput, digest: string): Promise<Payment | null> {
  const order = await db.order.findUnique({
    where: { publishableKeyId_requestKey: { publishableKeyId: input.publishableKeyId, requestKey: input.requestKey } },
    include: { payments: { orderBy: { createdAt: 'asc' }, take: 1 } },
  });
  if (order === null) return null;
  if (order.requestDigest !== digest) {
    throw new AppError(
      'conflict',
      'This request key was already used for another order. Use a new one for a changed cart.',
    );
  }
  return order.payments[0] ?? null;
}

async function placeOrder(
  deps: CreatePaymentDeps,
  tx: Tx,
  input: CreatePaymentInput,
  quote: Quote,
  digest: string,
): Promise<Payment> {
  const now = deps.clock.now();
  const email = input.customer.email.toLowerCase();
  const { shopId } = input;
  // The name is the order's alone: whoever types an address here need not own it, and must not rename who does.
  const customer = await tx.customer.upsert({
    where: { shopId_email: { shopId, email } },
    create: { id: createId('cus', deps.clock), shopId, email, createdAt: now },
    update: {},
  });
  const order = await tx.order.create({
    data: {
      id: createId('ord', deps.clock),
      shopId,
      publishableKeyId: input.publishableKeyId,
      customerId: customer.id,
      customerName: input.customer.name ?? null,
      currency: quote.currency,
      total: quote.total.amount,
      requestKey: input.requestKey,
      requestDigest: digest,
      createdAt: now,
      updatedAt: now,
      lines: {
        create: quote.lines.map((line) => ({
          id: createId('line', deps.clock),
          productId: line.productId,
          productName: line.name,
          quantity: line.quantity,
          unitAmount: line.unitPrice.amount,
          amount: line.amount.amount,
        })),
      },
    },
  });
  const payment = await tx.payment.create({
    data: {
      id: createId('pay', deps.clock),
      orderId: order.id,
      amount: quote.total.amount,
      currency: quote.currency,
      createdAt: now,
      updatedAt: now,
      timeline: {
        create: {
          id: createId('pev', deps.clock),
          kind: 'created',
          toStatus: 'created',
          source: 'customer',
          occurredAt: now,
          recordedAt: now,
        },
      },
    },
  });
  await deps.jobs.enqueue(
    deps.syncJob,
    { paymentId: payment.id, round: 0 },
    { tx, startAfter: new Date(now.getTime() + SYNC_DELAY_MS) },
  );
  await announceChange(tx, { paymentId: payment.id, status: payment.status, kind: 'created', at: now.toISOString() });
  return payment;
}

async function createOrReadIntent(deps: CreatePaymentDeps, payment: Payment, quote: Quote): Promise<IntentReading> {
  const result =
    payment.stripePaymentIntentId === null
      ? await deps.gateway.createIntent({
          paymentId: payment.id,
          orderId: payment.orderId,
          amount: payment.amount,
          currency: payment.currency,
          description: describe(quote),
        })
      : await deps.gateway.retrieveIntent(payment.stripePaymentIntentId);
  if (result.kind === 'ok') return result.reading;
  if (result.kind === 'unavailable') {
    throw new AppError(
      'stripe_unavailable',
      'The payment service cannot be reached right now. Nothing was charged; please try again.',
      {
        cause: result.cause,
      },
    );
  }
  const code = result.signals.code;
  if (code === 'amount_too_small' || code === 'amount_too_large') {
    throw new AppError(
      'unprocessable',
      `This order is ${code === 'amount_too_small' ? 'below' : 'above'} what can be paid by card.`,
      {
        cause: result.cause,
      },
    );
  }
  throw new Error(`Stripe refused to create the intent of ${payment.id}`, { cause: result.cause });
}

async function recordIntent(deps: CreatePaymentDeps, paymentId: string, reading: IntentReading): Promise<Payment> {
  return deps.db.$transaction(async (tx) => {
    await withAdvisoryLock(tx, paymentId);
    const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
    await applyIntent(deps, tx, payment, intentFacts(reading.intent), {
      source: 'api',
      certainty: 'current',
      asOf: reading.asOf,
    });
    return tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
  });
}

/** What Stripe's dashboard and the card statement's support line show, within Stripe's 1000 characters. */
function describe(quote: Quote): string {
  return quote.lines
    .map((line) => `${line.quantity} × ${line.name}`)
    .join(', ')
    .slice(0, 500);
}

function digestOf(quote: Quote, email: string): string {
  const content = [
    quote.currency,
    email.toLowerCase(),
    ...quote.lines.map((line) => `${line.productId}:${line.quantity}`).sort(),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
