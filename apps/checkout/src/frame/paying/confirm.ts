import type { Api } from '../server/api.ts';
import { readProblem } from '../server/api.ts';
import type { CardForm } from './card-form.ts';
import { type PayOutcome, type Receipt, refused } from './outcome.ts';
import { repeat, type Waiting } from './repeat.ts';

/** A payment that this browser may go on with. */
export interface OwnPayment extends Receipt {
  readonly paymentSecret: string;
}

export interface Confirming extends Waiting {
  readonly api: Pick<Api, 'confirm' | 'get'>;
  readonly card: Pick<CardForm, 'authenticate'>;
}

/** As for a press of Pay, and an order that ended without being paid. */
export type Ending = PayOutcome | { readonly kind: 'canceled'; readonly reason?: string };

const SETTLE_POLLS = 40;
const SETTLE_EVERY_MS = 750;

/**
 * Has the payment charged with the card behind a confirmation token, the bank's question included. May be repeated with
 * the same token, and must be when it throws: then the outcome is not known.
 */
export async function confirm(deps: Confirming, payment: OwnPayment, confirmationTokenId: string): Promise<Ending> {
  const { paymentId, paymentSecret } = payment;
  const call = () => deps.api.confirm({ paymentId, paymentSecret, confirmationTokenId });
  const confirmation = await repeat(call, deps);
  switch (confirmation.kind) {
    case 'succeeded':
      return { kind: 'paid', ...receiptOf(payment) };
    case 'declined':
      return refused(confirmation.failureClass, confirmation.message);
    case 'canceled':
      return confirmation;
    case 'processing':
      return settle(deps, payment);
    case 'requires_action': {
      deps.progress('Waiting for your bank');
      const answer = await deps.card.authenticate(confirmation.clientSecret);
      return answer === 'failed' ? NOT_AUTHENTICATED : settle(deps, payment, answer === 'passed');
    }
  }
}

const NOT_AUTHENTICATED = refused(
  'authentication_required',
  'Your bank could not confirm that it is you. Please try again, or use another card.',
);

/**
 * Asks until the payment has an outcome. Webhooks usually tell within a second; the wait is bounded all the same.
 * `bankPassed` says that the bank is content, so that a payment which still waits for it is only late news.
 */
export async function settle(
  { api, pause, progress }: Pick<Confirming, 'api' | 'pause' | 'progress'>,
  payment: OwnPayment,
  bankPassed = true,
): Promise<Ending> {
  progress('Checking the payment');
  const { paymentId, paymentSecret } = payment;
  let status = '';
  for (let poll = 0; poll < SETTLE_POLLS; poll += 1) {
    const view = await lookUp(() => api.get({ paymentId, paymentSecret }));
    status = view?.status ?? status;
    if (status === 'succeeded' || status === 'requires_capture') return { kind: 'paid', ...receiptOf(payment) };
    if (status === 'canceled') return { kind: 'canceled' };
    if (view?.failure != null) return refused(view.failure.failureClass, view.failure.message);
    await pause(SETTLE_EVERY_MS);
  }
  return status === 'requires_action' && !bankPassed
    ? NOT_AUTHENTICATED
    : { kind: 'processing', ...receiptOf(payment) };
}

/** A look that fails is not the payment's fault: the next one may do better. */
async function lookUp<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!readProblem(error).ambiguous) throw error;
    return undefined;
  }
}

function receiptOf({ paymentId, email, amount }: OwnPayment): Receipt {
  return { paymentId, email, amount };
}
