import { type Money, toStripeAmount } from '@flashstudio/money';
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
  readonly total: Money;
  readonly description: string;
}

/** All that the payments capability asks of Stripe. Every write carries an idempotency key derived from our own ids. */
export interface StripeGateway {
  createIntent(input: CreateIntentInput): Promise<IntentResult>;
  confirmIntent(input: { intentId: string; confirmationTokenId: string; attemptId: string }): Promise<ConfirmResult>;
  /** Ends an intent for good; `rejected` when it has ended already, or a bank is at work on it. */
  cancelIntent(input: { intentId: string; paymentId: string }): Promise<IntentResult>;
  retrieveIntent(intentId: string): Promise<IntentResult>;
  /** A page of the intents made in a span of time (both ends included, to the second), newest first. */
  listIntents(page: {
    readonly from: Date;
    readonly to: Date;
    readonly startingAfter: string | undefined;
  }): Promise<IntentPage | GatewayFailure>;
}

/** Intents as they stood at one moment of Stripe's clock. */
export interface IntentPage {
  readonly kind: 'page';
  readonly readings: readonly IntentReading[];
  readonly hasMore: boolean;
}

/** Builds the gateway over the official SDK, which repeats requests of unknown outcome with the same key by itself. */
export function createStripeGateway(stripe: Stripe): StripeGateway {
  const retrieve = (intentId: string) =>
    call(() => stripe.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] }));

  return {
    async createIntent(input) {
      const created = await call(() =>
        stripe.paymentIntents.create(
          {
            amount: toStripeAmount(input.total),
            currency: input.total.currency.toLowerCase(),
            description: input.description,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            metadata: { payment_id: input.paymentId, order_id: input.orderId },
          },
          { idempotencyKey: `create:${input.paymentId}` },
        ),
      );
      return created.kind === 'ok' && created.replayed ? retrieve(created.reading.intent.id) : created;
    },

    async confirmIntent({ intentId, confirmationTokenId, attemptId }) {
      try {
        const intent = await stripe.paymentIntents.confirm(
          intentId,
          { confirmation_token: confirmationTokenId, use_stripe_sdk: true, expand: ['latest_charge'] },
          { idempotencyKey: `confirm:${attemptId}` },
        );
        const { headers } = intent.lastResponse;
        return isReplay(headers) ? retrieve(intentId) : { kind: 'ok', reading: { intent, asOf: answeredAt(headers) } };
      } catch (error) {
        const decline = declined(error);
        if (decline === undefined) return failure(error);
        return decline.replayed ? retrieve(intentId) : decline.result;
      }
    },

    async cancelIntent({ intentId, paymentId }) {
      const canceled = await call(() =>
        stripe.paymentIntents.cancel(
          intentId,
          { cancellation_reason: 'abandoned', expand: ['latest_charge'] },
          { idempotencyKey: `cancel:${paymentId}` },
        ),
      );
      return canceled.kind === 'ok' && canceled.replayed ? retrieve(intentId) : canceled;
    },

    retrieveIntent: retrieve,

    async listIntents({ from, to, startingAfter }) {
      try {
        const { data, has_more, lastResponse } = await stripe.paymentIntents.list({
          created: { gte: inSeconds(from), lte: inSeconds(to) },
          limit: LARGEST_PAGE,
          expand: ['data.latest_charge'],
          ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
        });
        const asOf = answeredAt(lastResponse.headers);
        return { kind: 'page', readings: data.map((intent) => ({ intent, asOf })), hasMore: has_more };
      } catch (error) {
        return failure(error);
      }
    },
  };
}

/** https://docs.stripe.com/api/pagination */
const LARGEST_PAGE = 100;

function inSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

type Answered = { readonly kind: 'ok'; readonly reading: IntentReading; readonly replayed: boolean };

async function call(request: () => Promise<Stripe.Response<Stripe.PaymentIntent>>): Promise<Answered | GatewayFailure> {
  try {
    const intent = await request();
    const { headers } = intent.lastResponse;
    return { kind: 'ok', reading: { intent, asOf: answeredAt(headers) }, replayed: isReplay(headers) };
  } catch (error) {
    return failure(error);
  }
}

/**
 * Whether Stripe repeats what it said the first time (https://docs.stripe.com/api/idempotent_requests). Such an answer
 * has a fresh date and old content: what is true now must be asked for.
 */
function isReplay(headers: Record<string, string>): boolean {
  return headers['idempotent-replayed'] === 'true';
}

function declined(error: unknown): { result: ConfirmResult; replayed: boolean } | undefined {
  if (!(error instanceof Stripe.errors.StripeCardError) || error.payment_intent === undefined) return undefined;
  const headers = error.headers ?? {};
  return {
    result: {
      kind: 'declined',
      reading: { intent: error.payment_intent, asOf: answeredAt(headers) },
      signals: signalsOfError(error),
    },
    replayed: isReplay(headers),
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
