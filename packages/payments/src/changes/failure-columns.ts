import { classifyFailure, type FailureSignals } from '../failures/failure-class.ts';

/** Columns of a payment that keep a failure: our class beside Stripe's raw words, or all empty when there is none. */
export function failureColumns(failure: FailureSignals | null) {
  return {
    failureClass: failure === null ? null : classifyFailure(failure),
    failureCode: failure?.code ?? null,
    declineCode: failure?.declineCode ?? null,
    failureMessage: failure?.message ?? null,
  };
}

/** Columns of an attempt that keep a failure: those of the payment and what the network advised. */
export function attemptFailureColumns(failure: FailureSignals | null) {
  return {
    ...failureColumns(failure),
    adviceCode: failure?.adviceCode ?? null,
    networkDeclineCode: failure?.networkDeclineCode ?? null,
  };
}
