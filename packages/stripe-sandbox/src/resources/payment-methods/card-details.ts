import { createHash } from 'node:crypto';
import { brandOf, passesLuhn } from '../../cards/card-number.ts';
import { card as plainCard, type TestCard } from '../../cards/test-card.ts';
import { cardByNumber } from '../../cards/test-cards.ts';
import type { OperationContext } from '../../context.ts';
import { StripeApiError } from '../../http/errors.ts';
import type { BillingDetails, CardDetails } from '../../store/objects/payment-method.ts';

/** What a customer typed, as text. */
export interface TypedCard {
  readonly number: string;
  readonly exp_month: string;
  readonly exp_year: string;
  readonly cvc?: string | undefined;
}

export interface Expiry {
  readonly month: number;
  readonly year: number;
}

/** Checks card details the way Stripe does before any bank is asked. Throws a 402 card error that names the field. */
export function readCard(context: OperationContext, typed: TypedCard, billing: BillingDetails): CardDetails {
  const { number, cvc } = typed;
  if (!passesLuhn(number)) throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  const expiry = readExpiry(context, typed);
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  const known = cardByNumber(number) ?? plainCard(number, [], {}, { brand: brandOf(number) });
  return cardDetails(known, expiry, { cvcGiven: cvc !== undefined, billing });
}

/** An expiry that has not passed. Throws a 402 card error that names the field. */
export function readExpiry(
  context: OperationContext,
  { exp_month, exp_year }: Pick<TypedCard, 'exp_month' | 'exp_year'>,
): Expiry {
  const month = Number(exp_month);
  const year = Number(exp_year) < 100 ? 2_000 + Number(exp_year) : Number(exp_year);
  if (!Number.isInteger(month) || month < 1 || month > 12) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  const now = context.clock.now();
  const expired = year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1;
  if (!Number.isInteger(year) || expired || year > now.getUTCFullYear() + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  return { month, year };
}

/** A card as Stripe shows it, with the result of each check of data that was given. */
export function cardDetails(
  { number, brand, funding, country, behaviour }: TestCard,
  expiry: Expiry,
  { cvcGiven, billing }: { cvcGiven: boolean; billing: BillingDetails },
): CardDetails {
  const { line1, postal_code } = billing.address;
  return {
    brand,
    checks: {
      address_line1_check: line1 === null ? null : (behaviour.checks?.line1 ?? 'pass'),
      address_postal_code_check: postal_code === null ? null : (behaviour.checks?.postalCode ?? 'pass'),
      cvc_check: cvcGiven ? (behaviour.checks?.cvc ?? 'pass') : null,
    },
    country,
    display_brand: brand,
    exp_month: expiry.month,
    exp_year: expiry.year,
    fingerprint: createHash('sha256').update(number).digest('hex').slice(0, 16),
    funding,
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function cardError(code: string, message: string, param: string): StripeApiError {
  return new StripeApiError(402, { type: 'card_error', code, message, param });
}
