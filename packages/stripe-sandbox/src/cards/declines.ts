import type { Decline } from './test-card.ts';

/** A decline by the issuer, in Stripe's words; `networkCode` is the code of ISO 8583 that the network sent. */
function declined(
  declineCode: string,
  adviceCode: NonNullable<Decline['adviceCode']>,
  networkCode: string,
  message = 'Your card was declined.',
): Decline {
  return { code: 'card_declined', declineCode, adviceCode, networkCode, message };
}

/** How banks decline: https://docs.stripe.com/declines/codes */
export const declines = {
  generic: declined('generic_decline', 'try_again_later', '01'),
  insufficientFunds: declined('insufficient_funds', 'try_again_later', '51', 'Your card has insufficient funds.'),
  lostCard: declined('lost_card', 'do_not_try_again', '41'),
  stolenCard: declined('stolen_card', 'do_not_try_again', '43'),
  velocity: declined('card_velocity_exceeded', 'try_again_later', '61'),
  expired: {
    code: 'expired_card',
    adviceCode: 'do_not_try_again',
    networkCode: '54',
    message: 'Your card has expired.',
    param: 'exp_month',
  },
  incorrectCvc: {
    code: 'incorrect_cvc',
    adviceCode: 'confirm_card_data',
    networkCode: 'N7',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
  },
  processingError: {
    code: 'processing_error',
    adviceCode: 'try_again_later',
    networkCode: '96',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  /** Found by the check digit, before any bank is asked: nobody advises. */
  incorrectNumber: { code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' },
  blocked: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    adviceCode: 'do_not_try_again',
    message: 'Your card was declined.',
    blocked: true,
  },
  /** A card that wants its holder to authenticate, charged without them. */
  authenticationRequired: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
} as const satisfies Readonly<Record<string, Decline>>;
