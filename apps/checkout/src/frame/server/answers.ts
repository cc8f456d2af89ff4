import { parseCurrency } from '@flashstudio/money';

/** The server, or something between us and it, answered what we cannot read. */
export class UnreadableAnswer extends Error {}

type Check = (value: unknown) => boolean;

/** Passes an answer on when it has what we are going to use. Throws UnreadableAnswer otherwise. */
export function readable<T>(answer: T, check: Check): T {
  if (!check(answer)) throw new UnreadableAnswer('the answer is not of the form we know');
  return answer;
}

const text: Check = (value) => typeof value === 'string' && value !== '';
const wholeNumber: Check = (value) => Number.isSafeInteger(value);
const amount: Check = (value) => typeof value === 'string' && /^\d{1,30}$/.test(value);
const currency: Check = (value) => typeof value === 'string' && parseCurrency(value) !== undefined;
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const has =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check(Reflect.get(value, name)));

const money = has({ amount, currency });

export const isSetup = has({
  stripe: has({ scriptUrl: (value) => typeof value === 'string' && hostOf(value) !== '', publishableKey: text }),
  shop: has({ name: text }),
});

export const isQuote = has({
  lines: listOf(has({ productId: text, name: text, quantity: wholeNumber, amount: money })),
  total: money,
});

export const isCreated = has({ paymentId: text, paymentSecret: text, status: text, amount: money });

export const isConfirmation: Check = (value) =>
  has({ kind: oneOf('succeeded', 'processing', 'canceled'), paymentId: text })(value) ||
  has({ kind: oneOf('requires_action'), paymentId: text, clientSecret: text })(value) ||
  has({ kind: oneOf('declined'), paymentId: text, failureClass: text, message: text })(value);

export const isPaymentView = has({ status: text, failure: orNull(has({ failureClass: text, message: text })) });

/** The host of an address, with its port; empty when it is no address. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
}
