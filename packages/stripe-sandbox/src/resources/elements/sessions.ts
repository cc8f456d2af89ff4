import { z } from 'zod';
import { type OperationContext, objectId } from '../../context.ts';
import { invalidParam, StripeApiError } from '../../http/errors.ts';
import { expand, integer } from '../../http/params.ts';
import type { PaymentElementFeatures } from '../../store/objects/customer-session.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { findIntent } from '../payment-intents/lookup.ts';
import { findSetupIntent } from '../setup-intents/lookup.ts';
import { openCustomerSession } from './customer-sessions.ts';
import { cardsToShow } from './saved-cards.ts';

const usage = z.enum(['on_session', 'off_session']);

export const elementsSessionParams = z.strictObject({
  type: z.enum(['payment_intent', 'setup_intent', 'deferred_intent']),
  client_secret: z.string().optional(),
  customer_session_client_secret: z.string().optional(),
  deferred_intent: z
    .strictObject({
      mode: z.enum(['payment', 'setup', 'subscription']),
      amount: integer.optional(),
      currency: z
        .string()
        .regex(/^[a-z]{3}$/, 'must be a lower-case currency code')
        .optional(),
      setup_future_usage: usage.optional(),
      capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
    })
    .optional(),
  expand,
});

interface IntentSummary {
  /** What the customer is about to do: pay now, or leave a card for later. */
  readonly mode: 'payment' | 'setup';
  /** Minor units; null when nothing is paid now. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly setup_future_usage: string | null;
}

/** What Elements show. Stripe does not publish this answer's shape; this one is the sandbox's own. */
export interface ElementsSession extends IntentSummary {
  readonly session_id: string;
  readonly livemode: false;
  readonly business_name: string;
  readonly ordered_payment_method_types: readonly string[];
  readonly customer: {
    readonly id: string;
    readonly features: PaymentElementFeatures;
    readonly payment_methods: readonly PaymentMethodObject[];
  } | null;
}

/**
 * What a group of elements needs to know before it shows itself: what is paid, and the customer's saved cards. Throws
 * Stripe's 400 for an intent that is over, and its errors for a secret that opens nothing.
 */
export function readElementsSession(
  context: OperationContext,
  params: z.output<typeof elementsSessionParams>,
): ElementsSession {
  const intent = summarise(context, params);
  const session =
    params.customer_session_client_secret === undefined
      ? undefined
      : openCustomerSession(context, params.customer_session_client_secret);
  const features = session?.components.payment_element.features ?? null;
  return {
    session_id: objectId('elements_session', 11),
    livemode: false,
    business_name: context.store.account.name,
    ordered_payment_method_types: ['card'],
    ...intent,
    customer:
      session === undefined || features === null
        ? null
        : { id: session.customer, features, payment_methods: cardsToShow(context, session) },
  };
}

function summarise(context: OperationContext, params: z.output<typeof elementsSessionParams>): IntentSummary {
  if (params.type === 'deferred_intent') return summariseDeferred(params.deferred_intent);
  const secret = params.client_secret;
  if (secret === undefined) {
    throw invalidParam('Missing required param: client_secret.', 'client_secret', 'parameter_missing');
  }
  const [id = ''] = secret.split('_secret_');
  if (params.type === 'setup_intent') {
    const { status, usage: kept } = findSetupIntent(context, id, secret);
    refuseTerminal('SetupIntent', status, ['succeeded', 'canceled']);
    return { mode: 'setup', amount: null, currency: null, setup_future_usage: kept };
  }
  const { status, amount, currency, setup_future_usage } = findIntent(context, id, secret);
  refuseTerminal('PaymentIntent', status, ['succeeded', 'canceled', 'requires_capture']);
  return { mode: 'payment', amount, currency, setup_future_usage };
}

function summariseDeferred(deferred: z.output<typeof elementsSessionParams>['deferred_intent']): IntentSummary {
  if (deferred === undefined) {
    throw invalidParam('Missing required param: deferred_intent.', 'deferred_intent', 'parameter_missing');
  }
  const { mode, amount = null, currency = null, setup_future_usage = null } = deferred;
  if (mode === 'setup')
    return { mode, amount: null, currency, setup_future_usage: setup_future_usage ?? 'off_session' };
  if (currency === null) {
    throw invalidParam(
      'Missing required param: deferred_intent[currency].',
      'deferred_intent[currency]',
      'parameter_missing',
    );
  }
  if (amount === null || amount < 0) {
    throw invalidParam(
      'This value must be greater than or equal to 0.',
      'deferred_intent[amount]',
      'parameter_invalid_integer',
    );
  }
  return { mode: 'payment', amount, currency, setup_future_usage };
}

function refuseTerminal(kind: 'PaymentIntent' | 'SetupIntent', status: string, over: readonly string[]): void {
  if (!over.includes(status)) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: kind === 'PaymentIntent' ? 'payment_intent_unexpected_state' : 'setup_intent_unexpected_state',
    message: `The provided ${kind} is in a terminal state (${status}) and cannot be used to initialize Elements.`,
  });
}
