import { CardElement } from '@stripe/react-stripe-js';
import type { Stripe, StripeElements, StripeError } from '@stripe/stripe-js';
import { confirmOnServer, type Session } from './api.ts';
import type { Choices } from './choices.ts';

export type Outcome = { kind: 'done'; clientSecret: string } | { kind: 'refused'; message: string };

interface Attempt {
  readonly stripe: Stripe;
  readonly elements: StripeElements;
  readonly choices: Choices;
  readonly session: Session;
}

const RETURN_URL = `${location.origin}/done`;

/** Pays, or keeps a card, in the way that was chosen. A misuse of Stripe.js is told like any other refusal here. */
export async function pay(attempt: Attempt): Promise<Outcome> {
  try {
    if (attempt.choices.element === 'card') return await payWithCardElement(attempt);
    const { error } = await attempt.elements.submit();
    if (error !== undefined) return refused(error);
    return await (attempt.session.clientSecret === null
      ? payOnServer(attempt)
      : confirm(attempt, attempt.session.clientSecret));
  } catch (error) {
    return { kind: 'refused', message: error instanceof Error ? error.message : 'Something went wrong.' };
  }
}

async function confirm({ stripe, elements, choices }: Attempt, clientSecret: string): Promise<Outcome> {
  const setup = choices.flow === 'setup';
  if (choices.redirect === 'always') {
    const options = { elements, confirmParams: { return_url: RETURN_URL } };
    const { error } = await (setup ? stripe.confirmSetup(options) : stripe.confirmPayment(options));
    return refused(error);
  }
  const options = { elements, redirect: 'if_required' } as const;
  const { error } = await (setup ? stripe.confirmSetup(options) : stripe.confirmPayment(options));
  return error === undefined ? { kind: 'done', clientSecret } : refused(error);
}

/** The shop's server makes the intent, once the form is filled in: the deferred flow. */
async function payOnServer({ stripe, elements, choices, session }: Attempt): Promise<Outcome> {
  const { confirmationToken, error } = await stripe.createConfirmationToken({ elements });
  if (error !== undefined) return refused(error);
  const { clientSecret, status } = await confirmOnServer({
    token: confirmationToken.id,
    customer: session.customer,
    returnUrl: RETURN_URL,
    bankPage: choices.bank === 'page',
  });
  if (status !== 'requires_action') return { kind: 'done', clientSecret };
  const next = await stripe.handleNextAction({ clientSecret });
  return next.error === undefined ? { kind: 'done', clientSecret } : refused(next.error);
}

async function payWithCardElement({ stripe, elements, session }: Attempt): Promise<Outcome> {
  const card = elements.getElement(CardElement);
  if (card === null || session.clientSecret === null) throw new Error('The Card Element needs a payment.');
  const { error } = await stripe.confirmCardPayment(session.clientSecret, { payment_method: { card } });
  return error === undefined ? { kind: 'done', clientSecret: session.clientSecret } : refused(error);
}

function refused({ message }: StripeError): Outcome {
  return { kind: 'refused', message: message ?? 'Your card could not be used.' };
}
