import { createHash } from 'node:crypto';
import { z } from 'zod';
import { brandOf, passesLuhn } from '../cards/card-number.ts';
import { cardByAlias, cardByNumber } from '../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam, noSuch, StripeApiError } from '../http/errors.ts';
import { expand, mergeMetadata, metadata } from '../http/params.ts';
import type { BillingDetails, CardDetails, PaymentMethodObject } from '../store/objects/payment-method.ts';

const text = z.string().max(5_000);

const billingParams = z
  .strictObject({
    address: z
      .strictObject({
        city: text.optional(),
        country: text.optional(),
        line1: text.optional(),
        line2: text.optional(),
        postal_code: text.optional(),
        state: text.optional(),
      })
      .optional(),
    email: text.optional(),
    name: text.optional(),
    phone: text.optional(),
    tax_id: text.optional(),
  })
  .optional();

const cardParams = z.strictObject({
  number: text,
  exp_month: text,
  exp_year: text,
  cvc: text.optional(),
});

export const paymentMethodData = {
  type: z.literal('card', { error: 'only card is supported' }),
  card: cardParams.optional(),
  billing_details: billingParams,
  allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
  metadata: metadata.optional(),
};

export const createPaymentMethodParams = z.strictObject({ ...paymentMethodData, expand });

type MethodParams = z.output<typeof createPaymentMethodParams>;

/** Makes a payment method from card details; the number stays in the sandbox's own keeping. */
export function createPaymentMethod(context: OperationContext, params: MethodParams): PaymentMethodObject {
  if (params.card === undefined) throw invalidParam('Missing required param: card.', 'card', 'parameter_missing');
  const number = params.card.number.replace(/[\s-]/g, '');
  const card = checkCard(context, number, params.card);
  return keep(context, {
    number,
    card,
    billing: billingOf(params.billing_details),
    customer: null,
    allowRedisplay: params.allow_redisplay ?? 'unspecified',
    metadata: mergeMetadata({}, params.metadata),
  });
}

/** Finds a payment method by id, or makes one for a `pm_card_…` test name. Throws Stripe's `resource_missing`. */
export function findPaymentMethod(
  context: OperationContext,
  id: string,
  param = 'payment_method',
): PaymentMethodObject {
  const known = context.store.paymentMethods.get(id);
  if (known !== undefined) return known;
  const test = cardByAlias(id);
  if (test === undefined) throw missing(id, param);
  const expiry = { month: 12, year: context.clock.now().getUTCFullYear() + 4 };
  return keep(context, {
    number: test.number,
    card: cardDetails(test.number, test.brand, expiry, 'pass'),
    billing: billingOf(undefined),
    customer: null,
    allowRedisplay: 'unspecified',
    metadata: {},
  });
}

/** In a body's parameter Stripe answers 400 where the path would give 404. */
function missing(id: string, param: string): StripeApiError {
  return new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such PaymentMethod: '${id}'`,
    param,
  });
}

interface Kept {
  readonly number: string;
  readonly card: CardDetails;
  readonly billing: BillingDetails;
  readonly customer: string | null;
  readonly allowRedisplay: string;
  readonly metadata: Record<string, string>;
}

function keep(context: OperationContext, kept: Kept): PaymentMethodObject {
  const id = objectId('pm');
  context.store.cardNumbers.set(id, { id, value: kept.number });
  return context.store.paymentMethods.set(id, {
    id,
    object: 'payment_method',
    allow_redisplay: kept.allowRedisplay,
    billing_details: kept.billing,
    card: kept.card,
    created: seconds(context.clock),
    customer: kept.customer,
    customer_account: null,
    livemode: false,
    metadata: kept.metadata,
    type: 'card',
  });
}

/** Checks card details the way Stripe does before any bank is asked. Throws a 402 card error that names the field. */
function checkCard(
  context: OperationContext,
  number: string,
  { exp_month, exp_year, cvc }: { exp_month: string; exp_year: string; cvc?: string | undefined },
): CardDetails {
  const test = cardByNumber(number);
  if (!passesLuhn(number)) throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
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
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  return cardDetails(number, test?.brand ?? brandOf(number), { month, year }, cvc === undefined ? null : 'pass');
}

function cardError(code: string, message: string, param: string): StripeApiError {
  return new StripeApiError(402, { type: 'card_error', code, message, param });
}

function cardDetails(
  number: string,
  brand: string,
  expiry: { month: number; year: number },
  cvcCheck: string | null,
): CardDetails {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: cvcCheck },
    country: 'US',
    display_brand: brand,
    exp_month: expiry.month,
    exp_year: expiry.year,
    fingerprint: createHash('sha256').update(number).digest('hex').slice(0, 16),
    funding: 'credit',
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

/** Billing details with every field Stripe shows. */
function billingOf(params: z.output<typeof billingParams>): BillingDetails {
  const address = params?.address;
  return {
    address: {
      city: address?.city ?? null,
      country: address?.country ?? null,
      line1: address?.line1 ?? null,
      line2: address?.line2 ?? null,
      postal_code: address?.postal_code ?? null,
      state: address?.state ?? null,
    },
    email: params?.email ?? null,
    name: params?.name ?? null,
    phone: params?.phone ?? null,
    tax_id: params?.tax_id ?? null,
  };
}

/** Attaches a payment method to a customer. A card that fails its validation charge is refused with its decline. */
export function attachPaymentMethod(context: OperationContext, id: string, customer: string): PaymentMethodObject {
  const method = findPaymentMethod(context, id);
  if (context.store.customers.get(customer) === undefined) throw noSuch('customer', customer, 'customer');
  const behaviour = cardByNumber(context.store.cardNumbers.get(method.id)?.value ?? '')?.behaviour;
  if (behaviour?.decline !== undefined && behaviour.attaches !== true && behaviour.challenge === undefined) {
    const { code, declineCode, message } = behaviour.decline;
    throw new StripeApiError(402, {
      type: 'card_error',
      code,
      message,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    });
  }
  const attached = context.store.paymentMethods.set(method.id, { ...method, customer });
  context.events.emit('payment_method.attached', attached, context);
  return attached;
}

/** Takes a payment method from its customer; it can never be used again. */
export function detachPaymentMethod(context: OperationContext, id: string): PaymentMethodObject {
  const method = context.store.paymentMethods.get(id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  if (method.customer === null) {
    throw invalidParam('The payment method you provided is not attached to a customer so detachment is impossible.');
  }
  const detached = context.store.paymentMethods.set(id, { ...method, customer: null });
  context.events.emit('payment_method.detached', detached, context);
  return detached;
}
