import { asciiEmailAddress } from '@flashstudio/input-rules';
import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { TooSlow, within } from './within.ts';

/** What paying needs of Stripe's card fields, every step of it with an end. */
export interface CardForm {
  /** Checks what was typed, and shows what is wrong with it in the fields themselves. */
  check(): Promise<CardStep<'ok'>>;
  /** Makes the confirmation token, which is good for one attempt and charges nothing. */
  tokenize(contact: { readonly email: string; readonly name: string }): Promise<CardStep<'token'>>;
  /** Lets the bank ask the customer. `passed` says that the bank is content; how the payment ends, the server tells. */
  authenticate(clientSecret: string): Promise<'passed' | 'failed' | 'open'>;
}

type CardStep<Kind extends 'ok' | 'token'> =
  | (Kind extends 'token' ? { readonly kind: 'token'; readonly id: string } : { readonly kind: 'ok' })
  /** Something is wrong in the fields, which show it. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

const PATIENCE_MS = 30_000;
/** Banks give up on a customer earlier than this. */
const BANK_PATIENCE_MS = 15 * 60_000;

const SILENT = {
  kind: 'refused',
  code: 'stripe_timeout',
  message: 'Stripe does not answer. You have not been charged: check your connection and try again.',
} as const;

/** The card fields on the page, as paying uses them. */
export function createCardForm(stripe: Stripe, elements: StripeElements): CardForm {
  return {
    async check() {
      const checked = await silentAs(SILENT, within(PATIENCE_MS, elements.submit()));
      if ('kind' in checked) return checked;
      const { error } = checked;
      if (error === undefined) return { kind: 'ok' };
      return error.type === 'validation_error' ? { kind: 'incomplete' } : refused(error);
    },

    async tokenize({ email, name }) {
      const params = { payment_method_data: { billing_details: { ...emailForStripe(email), name } } };
      const made = await silentAs(SILENT, within(PATIENCE_MS, stripe.createConfirmationToken({ elements, params })));
      if ('kind' in made) return made;
      return made.error === undefined ? { kind: 'token', id: made.confirmationToken.id } : refused(made.error);
    },

    async authenticate(clientSecret) {
      const asked = await silentAs(
        { kind: 'silent' } as const,
        within(BANK_PATIENCE_MS, stripe.handleNextAction({ clientSecret })),
      );
      if ('kind' in asked) return 'open';
      if (asked.error?.code === 'payment_intent_authentication_failure') return 'failed';
      return ['succeeded', 'processing', 'requires_capture'].includes(asked.paymentIntent?.status ?? '')
        ? 'passed'
        : 'open';
    },
  };
}

/** Stripe keeps addresses of ASCII; without one it charges the card just as well, and the receipt is ours to send. */
function emailForStripe(typed: string): { email?: string } {
  const email = asciiEmailAddress(typed);
  return email === null ? {} : { email };
}

/** Gives `instead` when the work takes too long; other errors are thrown on. */
async function silentAs<T, S>(instead: S, work: Promise<T>): Promise<T | S> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TooSlow) return instead;
    throw error;
  }
}

interface StripeProblem {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
}

function refused({ type, code, message }: StripeProblem): CardStep<'ok'> & { kind: 'refused' } {
  const inWords =
    code === 'incorrect_number' ? 'The card number is not right. Please check it and try again.' : message;
  return {
    kind: 'refused',
    code: code ?? type,
    message: inWords ?? 'Your card could not be read. Please check the details and try again.',
  };
}
