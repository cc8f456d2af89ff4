import { type CustomerMessage, customerMessage } from './customer-message.ts';
import {
  classifyFailure,
  type FailureClass,
  type FailureSignals,
  noSignals,
  shownToCustomer,
} from './failure-class.ts';

/** A failed attempt as its customer may know it. */
export interface ToldFailure extends CustomerMessage {
  readonly failureClass: FailureClass;
}

/** So many failed attempts of one payment are explained: enough for a typing error, too few to try out cards with. */
const EXPLAINED = 3;

/** Failures that say nothing of the card, and that the customer has to act on in another way than by taking another card. */
const NOT_OF_THE_CARD: ReadonlySet<FailureClass> = new Set([
  'network_error',
  'rate_limited',
  'duplicate',
  'configuration_error',
]);

/**
 * What the customer is told of a failure when `failedAttempts` of the payment have failed, this one included. Beyond the
 * third it is a decline like any other: who tries out cards would learn from the reason which of them is real.
 */
export function toldFailure(signals: FailureSignals, failedAttempts: number): ToldFailure {
  const failureClass = classifyFailure(signals);
  if (failedAttempts > EXPLAINED && !NOT_OF_THE_CARD.has(failureClass)) {
    return { failureClass: 'card_declined', ...customerMessage('card_declined', noSignals) };
  }
  return { failureClass: shownToCustomer(failureClass), ...customerMessage(failureClass, signals) };
}
