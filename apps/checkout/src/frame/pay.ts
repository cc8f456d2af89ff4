import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { type Api, type ApiProblem, readProblem } from './api.ts';
import { type CartItem, requestKeyFor } from './cart.ts';

export interface Order {
  readonly items: readonly CartItem[];
  readonly currency: string;
  readonly email: string;
  readonly name: string;
}

export type PayOutcome =
  | { readonly kind: 'paid'; readonly paymentId: string }
  | { readonly kind: 'processing'; readonly paymentId: string }
  /** Something is wrong in the form itself, which shows it. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** A confirmation whose outcome is not known yet: it must be repeated as it was before anything else is tried. */
interface OpenConfirmation {
  readonly paymentId: string;
  readonly paymentSecret: string;
  readonly confirmationTokenId: string;
}

export interface Payer {
  pay(stripe: Stripe, elements: StripeElements, order: Order, progress: (note: string) => void): Promise<PayOutcome>;
}

const REPEAT_AFTER_MS = [1_000, 3_000];
const SETTLE_POLLS = 40;
const SETTLE_EVERY_MS = 750;

/** Takes a customer through one payment: form, order, card, bank. Remembers what is open between two presses of Pay. */
export function createPayer(api: Api): Payer {
  let open: OpenConfirmation | undefined;

  return {
    async pay(stripe, elements, order, progress) {
      const checked = await elements.submit();
      if (checked.error !== undefined) return { kind: 'incomplete' };
      const requestKey = requestKeyFor(sessionStorage, order);
      try {
        const created = await repeat(() => api.payments.create.mutate(createInput(order, requestKey.key)), progress);
        if (open?.paymentId !== created.paymentId) open = undefined;
        if (open === undefined) {
          const { confirmationToken, error } = await stripe.createConfirmationToken({
            elements,
            params: { payment_method_data: { billing_details: { email: order.email, name: order.name } } },
          });
          if (error !== undefined) return refused(error.code ?? error.type, cardProblem(error.code, error.message));
          open = {
            paymentId: created.paymentId,
            paymentSecret: created.paymentSecret,
            confirmationTokenId: confirmationToken.id,
          };
        }
        const outcome = await confirm(api, stripe, open, progress);
        open = undefined;
        if (outcome.kind === 'paid') requestKey.forget();
        return outcome;
      } catch (error) {
        const problem: ApiProblem = readProblem(error);
        if (!problem.ambiguous && problem.code !== 'conflict') open = undefined;
        return refused(problem.code, problem.message);
      }
    },
  };
}

async function confirm(
  api: Api,
  stripe: Stripe,
  attempt: OpenConfirmation,
  progress: (note: string) => void,
): Promise<PayOutcome> {
  const confirmation = await repeat(() => api.payments.confirm.mutate(attempt), progress);
  switch (confirmation.kind) {
    case 'succeeded':
      return { kind: 'paid', paymentId: confirmation.paymentId };
    case 'declined':
      return refused(confirmation.failureClass, confirmation.message);
    case 'canceled':
      return refused('canceled', 'This order was canceled. Please start again.');
    case 'processing':
      return settle(api, attempt, progress);
    case 'requires_action': {
      progress('Waiting for your bank');
      const { error } = await stripe.handleNextAction({ clientSecret: confirmation.clientSecret });
      if (error?.code === 'payment_intent_authentication_failure') {
        return refused(
          'authentication_required',
          'Your bank could not confirm that it is you. Please try again, or use another card.',
        );
      }
      return settle(api, attempt, progress);
    }
  }
}

/** Asks until the payment has an outcome. Webhooks usually tell within a second; the wait is bounded all the same. */
async function settle(
  api: Api,
  { paymentId, paymentSecret }: OpenConfirmation,
  progress: (note: string) => void,
): Promise<PayOutcome> {
  progress('Checking the payment');
  for (let poll = 0; poll < SETTLE_POLLS; poll += 1) {
    const view = await api.payments.get.query({ paymentId, paymentSecret });
    if (view.status === 'succeeded' || view.status === 'requires_capture') return { kind: 'paid', paymentId };
    if (view.status === 'canceled') return refused('canceled', 'This order was canceled. Please start again.');
    if (view.failure !== null) return refused(view.failure.failureClass, view.failure.message);
    await pause(SETTLE_EVERY_MS);
  }
  return { kind: 'processing', paymentId };
}

/** Repeats a call whose outcome is unknown; every call here may be repeated as it is. */
async function repeat<T>(call: () => Promise<T>, progress: (note: string) => void): Promise<T> {
  for (const delay of REPEAT_AFTER_MS) {
    try {
      return await call();
    } catch (error) {
      if (!readProblem(error).ambiguous) throw error;
      progress('The connection is slow, trying again');
      await pause(delay);
    }
  }
  return call();
}

function createInput({ items, currency, email, name }: Order, requestKey: string) {
  return {
    items: items.map((item) => ({ ...item })),
    currency,
    requestKey,
    customer: { email, ...(name === '' ? {} : { name }) },
  };
}

function refused(code: string, message: string): PayOutcome {
  return { kind: 'refused', code, message };
}

function cardProblem(code: string | undefined, message: string | undefined): string {
  if (code === 'incorrect_number') return 'The card number is not right. Please check it and try again.';
  return message ?? 'Your card could not be read. Please check the details and try again.';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
