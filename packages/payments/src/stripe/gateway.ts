import Stripe from 'stripe';
import type { FailureSignals } from '../failures/failure-class.ts';

/** A PaymentIntent as Stripe answered it, with the moment it was true by Stripe's clock (UTC). */
export interface IntentReading {
  readonly intent: Stripe.PaymentIntent;
  readonly asOf: Date;
}

export type GatewayFailure =
  /** Stripe refused the request for a reason in the request or in our account: repeating it cannot help. */
  | {
      readonly kind: 'rejected';
      readonly signals: FailureSignals;
      readonly requestId: string | null;
      readonly cause: unknown;
    }
  /** Nobody knows whether Stripe did it: repeat with the same idempotency key. */
  | { readonly kind: 'unavailable'; readonly requestId: string | null; readonly cause: unknown };

export type IntentResult = { readonly kind: 'ok'; readonly reading: IntentReading } | GatewayFailure;

/** An attempt's result: a decline is a normal answer and carries the intent as it stands after it. */
export type ConfirmResult =
  | IntentResult
  | { readonly kind: 'declined'; readonly reading: IntentReading; readonly signals: FailureSignals };

export interface CreateIntentInput {
  readonly paymentId: string;
  readonly orderId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string;
}

/** All that the payments capability asks of Stripe. Every write carries an idempotency key derived from our own ids. */
export interface StripeGateway {
  createIntent(input: CreateIntentInput): Promise<IntentResult>;
  confirmIntent(input: { intentId: string; confirmationTokenId: string; attemptId: string }): Promise<ConfirmResult>;
  retrieveIntent(intentId: string): Promise<IntentResult>;
}

/** Builds the gateway over the official SDK, which repeats requests of unknown outcome with the same key by itself. */
export function createStripeGateway(stripe: Stripe): StripeGateway {
  return {
    createIntent: (input) =>
      call(() =>
        stripe.paymentIntents.create(
          {
            amount: toStripeAmount(input.amount),
            currency: input.currency.toLowerCase(),
            description: input.description,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            metadata: { payment_id: input.paymentId, order_id: input.orderId },
          },
          { idempotencyKey: `create:${input.paymentId}` },
        ),
      ),

    async confirmIntent({ intentId, confirmationTokenId, attemptId }) {
      try {
        const intent = await stripe.paymentIntents.confirm(
          intentId,
          { confirmation_token: confirmationTokenId, use_stripe_sdk: true, expand: ['latest_charge'] },
          { idempotencyKey: `confirm:${attemptId}` },
        );
        return { kind: 'ok', reading: { intent, asOf: answeredAt(intent.lastResponse.headers) } };
      } catch (error) {
        return declined(error) ?? failure(error);
      }
    },

    retrieveIntent: (intentId) => call(() => stripe.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] })),
  };
}

async function call(request: () => Promise<Stripe.Response<Stripe.PaymentIntent>>): Promise<IntentResult> {
  try {
    const intent = await request();
    return { kind: 'ok', reading: { intent, asOf: answeredAt(intent.lastResponse.headers) } };
  } catch (error) {
    return failure(error);
  }
}

function declined(error: unknown): ConfirmResult | undefined {
  if (!(error instanceof Stripe.errors.StripeCardError) || error.payment_intent === undefined) return undefined;
  return {
    kind: 'declined',
    reading: { intent: error.payment_intent, asOf: answeredAt(error.headers ?? {}) },
    signals: signalsOfError(error),
  };
}

/** Sorts an SDK error: https://docs.stripe.com/error-handling — connection trouble, 5xx, 429 and 409 leave the outcome open. */
function failure(error: unknown): GatewayFailure {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: 'unavailable', requestId: null, cause: error };
  const requestId = error.requestId ?? null;
  const status = error.statusCode;
  const open = status === undefined || status >= 500 || status === 429 || status === 409;
  return open
    ? { kind: 'unavailable', requestId, cause: error }
    : { kind: 'rejected', signals: signalsOfError(error), requestId, cause: error };
}

function signalsOfError(error: Stripe.errors.StripeError): FailureSignals {
  return {
    // The SDK fills codes that were not sent with empty strings.
    code: error.code || error.rawType || null,
    declineCode: error.decline_code || null,
    adviceCode: error.advice_code || null,
    networkDeclineCode: error.network_decline_code || null,
    outcomeType: null,
    message: error.message,
  };
}

/** Stripe's own clock at the moment of the answer (RFC 9110 `Date`), so that answers and events share one time line. */
function answeredAt(headers: Record<string, string>): Date {
  const header = headers.date;
  const parsed = header === undefined ? Number.NaN : Date.parse(header);
  if (Number.isNaN(parsed)) throw new Error('Stripe answered without a valid Date header');
  return new Date(parsed);
}

function toStripeAmount(amount: bigint): number {
  const value = Number(amount);
  if (!Number.isSafeInteger(value)) throw new RangeError(`amount ${amount} is beyond what Stripe can take`);
  return value;
}
