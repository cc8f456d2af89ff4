import { type OperationContext, objectId, seconds } from '../../context.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import type { SetupAttemptObject, ThreeDSecureResult } from '../../store/objects/setup-attempt.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';

type Outcome = Partial<Pick<SetupAttemptObject, 'setup_error'>> & Pick<SetupAttemptObject, 'status'>;

const AUTHENTICATED: ThreeDSecureResult = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
};

/**
 * Begins a try to set a card up, which lasts until the card is kept, refused, or another is tried; returns its id.
 * https://docs.stripe.com/api/setup_attempts
 */
export function startAttempt(
  context: OperationContext,
  intent: SetupIntentObject,
  { id: payment_method, card }: PaymentMethodObject,
): string {
  const before = intent.latest_attempt === null ? undefined : context.store.setupAttempts.get(intent.latest_attempt);
  if (before?.status === 'requires_action')
    context.store.setupAttempts.set(before.id, { ...before, status: 'abandoned' });
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4 } = card;
  const id = objectId('setatt');
  context.store.setupAttempts.set(id, {
    id,
    object: 'setup_attempt',
    application: null,
    created: seconds(context.clock),
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method,
    payment_method_details: {
      card: {
        brand,
        checks,
        country,
        exp_month,
        exp_year,
        fingerprint,
        funding,
        last4,
        network: brand,
        three_d_secure: null,
        wallet: null,
      },
      type: 'card',
    },
    setup_error: null,
    setup_intent: intent.id,
    status: 'requires_action',
    usage: intent.usage,
  });
  return id;
}

/** Ends the latest try of an intent; `challenged` when its 3D Secure challenge was answered. */
export function endAttempt(
  context: OperationContext,
  intent: SetupIntentObject,
  { status, setup_error = null }: Outcome,
  challenged: boolean,
): void {
  const attempt = intent.latest_attempt === null ? undefined : context.store.setupAttempts.get(intent.latest_attempt);
  if (attempt === undefined) return;
  const { card } = attempt.payment_method_details;
  const three_d_secure = challenged ? resultOf(status) : null;
  context.store.setupAttempts.set(attempt.id, {
    ...attempt,
    payment_method_details: { card: { ...card, three_d_secure }, type: 'card' },
    setup_error,
    status,
  });
}

function resultOf(status: SetupAttemptObject['status']): ThreeDSecureResult {
  if (status === 'succeeded') return AUTHENTICATED;
  return { ...AUTHENTICATED, electronic_commerce_indicator: null, result: 'failed', result_reason: 'rejected' };
}
