import { defineEvent, wholeNumber } from '@flashstudio/events';
import { z } from 'zod';
import { PAYMENT_STATUSES } from './machine/payment-machine.ts';

/** Minor units of a currency. */
const money = { amount: wholeNumber, currency: z.string().length(3) };

const card = z.object({ brand: z.string().nullable(), last4: z.string().nullable() }).nullable();

const failure = z.object({
  failureClass: z.string(),
  code: z.string().nullable(),
  declineCode: z.string().nullable(),
  adviceCode: z.string().nullable(),
  networkDeclineCode: z.string().nullable(),
  outcomeType: z.string().nullable(),
  message: z.string().nullable(),
});

const status = z.enum(PAYMENT_STATUSES);

/** Somebody bought at a shop for the first time with this e-mail address. */
export const customerCreated = defineEvent({
  type: 'customer.created',
  version: 1,
  subject: 'customer',
  data: z.object({ orderId: z.string() }),
});

/** An order was placed, priced from the catalog. */
export const orderPlaced = defineEvent({
  type: 'order.placed',
  version: 1,
  subject: 'order',
  data: z.object({
    ...money,
    paymentId: z.string(),
    customerId: z.string().nullable(),
    lines: z.array(
      z.object({ productId: z.string(), name: z.string(), quantity: z.number().int(), amount: wholeNumber }),
    ),
  }),
});

/** The payment of an order exists; Stripe knows nothing of it yet. */
export const paymentCreated = defineEvent({
  type: 'payment.created',
  version: 1,
  subject: 'payment',
  data: z.object({ ...money, orderId: z.string(), customerId: z.string().nullable() }),
});

/** A card is about to be charged, or was by somebody elsewhere. */
export const attemptStarted = defineEvent({
  type: 'payment.attempt_started',
  version: 1,
  subject: 'payment',
  data: z.object({ attemptId: z.string().nullable() }),
});

/** The attempt was declined or refused. */
export const attemptFailed = defineEvent({
  type: 'payment.attempt_failed',
  version: 1,
  subject: 'payment',
  data: z.object({ ...money, attemptId: z.string().nullable(), chargeId: z.string().nullable(), card, failure }),
});

/** The attempt went through. */
export const attemptSucceeded = defineEvent({
  type: 'payment.attempt_succeeded',
  version: 1,
  subject: 'payment',
  data: z.object({ ...money, attemptId: z.string().nullable(), chargeId: z.string().nullable(), card }),
});

/** The customer left the attempt for another one, or the payment was canceled meanwhile. */
export const attemptAbandoned = defineEvent({
  type: 'payment.attempt_abandoned',
  version: 1,
  subject: 'payment',
  data: z.object({ attemptId: z.string(), reason: z.enum(['another_attempt', 'payment_canceled']) }),
});

/** The payment moved; what more specific events tell is told by them as well. */
export const statusChanged = defineEvent({
  type: 'payment.status_changed',
  version: 1,
  subject: 'payment',
  data: z.object({ from: status, to: status }),
});

/** The customer's bank wants to hear from the customer. */
export const actionRequired = defineEvent({
  type: 'payment.action_required',
  version: 1,
  subject: 'payment',
  data: z.object({ attemptId: z.string().nullable() }),
});

/** Money arrived; once per payment. `amount` is what was received. */
export const paymentCaptured = defineEvent({
  type: 'payment.captured',
  version: 1,
  subject: 'payment',
  data: z.object({
    ...money,
    orderId: z.string(),
    customerId: z.string().nullable(),
    chargeId: z.string(),
    card,
  }),
});

/** Whom Stripe knows the payer as. */
const payer = z.object({ customerId: z.string().nullable() });

const moneyMismatch = z.object({
  field: z.enum(['amount', 'currency', 'amount_received']),
  /** What the order costs. */
  expected: z.object(money),
  /** What Stripe collects or has received. */
  found: z.object(money),
});
const mismatch = z.discriminatedUnion('field', [
  moneyMismatch,
  z.object({ field: z.literal('customer'), expected: payer, found: payer }),
]);

/** How Stripe's facts of a payment differ from the order's. */
export type Mismatch = z.output<typeof mismatch>;

/** What Stripe has is not the order's; once per difference. Such a payment is not captured, and its order not paid. */
export const paymentMismatchFound = defineEvent({
  type: 'payment.mismatch_found',
  version: 2,
  subject: 'payment',
  data: mismatch,
  older: { 1: (stored) => moneyMismatch.parse(stored) },
});

/** Somebody of the shop looked at a payment under review, and Stripe's facts agree with the order's again. */
export const paymentReviewCleared = defineEvent({
  type: 'payment.review_cleared',
  version: 1,
  subject: 'payment',
  data: z.object({
    /** Why, in their words. */
    note: z.string(),
    /** What had differed, a sentence a line. */
    reason: z.string(),
    /** `paid`: the order had been held back and is paid now. */
    outcome: z.enum(['paid', 'unchanged']),
    /** Names the decision, so that a repeated request finds it. */
    requestKey: z.string(),
  }),
});

/** The payment will never be paid. */
export const paymentCanceled = defineEvent({
  type: 'payment.canceled',
  version: 1,
  subject: 'payment',
  data: z.object({ ...money, orderId: z.string(), reason: z.string().nullable() }),
});

/** Every event whose subject is a payment, for who follows payments. */
export const paymentEvents = [
  paymentCreated,
  attemptStarted,
  attemptFailed,
  attemptSucceeded,
  attemptAbandoned,
  statusChanged,
  actionRequired,
  paymentCaptured,
  paymentMismatchFound,
  paymentReviewCleared,
  paymentCanceled,
] as const;
