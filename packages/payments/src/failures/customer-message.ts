import type { FailureClass, FailureSignals } from './failure-class.ts';

/** What the customer is told, and whether trying again in the same form can help. */
export interface CustomerMessage {
  readonly message: string;
  readonly retryable: boolean;
  /** The field to look at, where the issuer named one. */
  readonly field?: 'number' | 'cvc' | 'expiry';
}

const DECLINED = 'Your card was declined. Please try another card, or ask your bank why.';

const MESSAGES: Readonly<Record<FailureClass, CustomerMessage>> = {
  card_declined: { message: DECLINED, retryable: true },
  // Telling a thief that the card is known to be stolen helps the thief: suspected fraud reads like any decline.
  fraud_suspected: { message: DECLINED, retryable: true },
  insufficient_funds: {
    message: 'Your card does not have enough funds for this purchase. Please try another card.',
    retryable: true,
  },
  expired_card: {
    message: 'Your card has expired. Check the expiry date or try another card.',
    retryable: true,
    field: 'expiry',
  },
  incorrect_details: { message: 'Some card details are not right. Please check them and try again.', retryable: true },
  authentication_required: {
    message: 'Your bank could not confirm that it is you. Please try again, or use another card.',
    retryable: true,
  },
  processing_error: {
    message: 'Something went wrong while processing your card. You were not charged. Please try again in a moment.',
    retryable: true,
  },
  network_error: {
    message: 'We could not reach the payment network. You will not be charged twice: please try again in a moment.',
    retryable: true,
  },
  rate_limited: { message: 'Too many payments at once. Please try again in a minute.', retryable: true },
  limit_exceeded: {
    message: 'Your card cannot be used for this amount or currency. Please try another card.',
    retryable: true,
  },
  duplicate: {
    message: 'This payment seems to have been made already. Please check before you pay again.',
    retryable: false,
  },
  configuration_error: {
    message: 'This shop cannot take the payment at the moment. You were not charged.',
    retryable: false,
  },
  unknown: { message: 'Your payment did not go through. Please try again or use another card.', retryable: true },
};

/** The sentence for the customer; never repeats what Stripe or the issuer said word for word. */
export function customerMessage(failureClass: FailureClass, signals: FailureSignals): CustomerMessage {
  const code = signals.declineCode ?? signals.code;
  if (code === 'incorrect_cvc' || code === 'invalid_cvc') {
    return {
      message: 'The security code of your card is not right. Please check it and try again.',
      retryable: true,
      field: 'cvc',
    };
  }
  if (code === 'incorrect_number' || code === 'invalid_number') {
    return {
      message: 'The card number is not right. Please check it and try again.',
      retryable: true,
      field: 'number',
    };
  }
  return MESSAGES[failureClass];
}
