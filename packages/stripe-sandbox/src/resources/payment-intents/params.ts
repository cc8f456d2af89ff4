import { z } from 'zod';
import { emptyable, expand, flag, integer, metadata } from '../../http/params.ts';
import { mandateDataParams } from '../intents/mandates.ts';
import { allowedTypesParam, automaticMethodsParams, excludedTypesParam, typesParam } from '../intents/method-choice.ts';
import { paymentMethodData } from '../payment-methods/params.ts';
import { shippingParams } from '../shared/shipping.ts';
import { amountDetailsParams } from './amount-details.ts';

const text = z.string().max(1_000);
const setupFutureUsage = emptyable(z.enum(['on_session', 'off_session'])).optional();

/** https://docs.stripe.com/api/payment_intents/create#create_payment_intent-payment_method_options-card */
const methodOptions = z
  .strictObject({
    card: z.strictObject({ request_three_d_secure: z.enum(['any', 'automatic', 'challenge']).optional() }).optional(),
  })
  .optional();

/** What only matters while an intent is confirmed. */
const confirming = {
  confirmation_token: z.string().optional(),
  error_on_requires_action: flag.optional(),
  mandate_data: emptyable(mandateDataParams).optional(),
  off_session: z.union([flag, z.enum(['one_off', 'recurring']).transform(() => true)]).optional(),
  return_url: z.string().optional(),
};

const confirmable = {
  ...confirming,
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  payment_method_options: methodOptions,
  use_stripe_sdk: flag.optional(),
  setup_future_usage: setupFutureUsage,
  receipt_email: text.optional(),
  shipping: emptyable(shippingParams).optional(),
};

const describable = {
  amount_details: amountDetailsParams,
  customer: z.string().optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
};

export const createIntentParams = z.strictObject({
  amount: integer,
  currency: z.string().min(1),
  allowed_payment_method_types: allowedTypesParam.optional(),
  automatic_payment_methods: automaticMethodsParams,
  excluded_payment_method_types: excludedTypesParam.optional(),
  payment_method_types: typesParam,
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  confirmation_method: z.literal('automatic').optional(),
  confirm: flag.optional(),
  expand,
  ...confirmable,
  ...describable,
});

/** What can be changed about the payment methods of an intent that is there. */
const methodChoice = {
  allowed_payment_method_types: allowedTypesParam.optional(),
  excluded_payment_method_types: emptyable(excludedTypesParam).optional(),
  payment_method_types: typesParam,
};

export const updateIntentParams = z.strictObject({
  ...methodChoice,
  amount: integer.optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  currency: z.string().optional(),
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  payment_method_options: methodOptions,
  setup_future_usage: setupFutureUsage,
  receipt_email: text.optional(),
  shipping: emptyable(shippingParams).optional(),
  expand,
  ...describable,
});

export const confirmIntentParams = z.strictObject({
  client_secret: z.string().optional(),
  expand,
  ...methodChoice,
  ...confirmable,
});

export const cancelIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
});

export const captureIntentParams = z.strictObject({
  amount_to_capture: integer.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
  metadata: metadata.optional(),
  expand,
});

/** Parameters that make no sense for an intent that is only made. */
export const ONLY_WITH_CONFIRM = [
  'confirmation_token',
  'error_on_requires_action',
  'mandate_data',
  'off_session',
  'return_url',
] as const satisfies readonly (keyof typeof confirming)[];
