import { z } from 'zod';
import { emptyable, expand, flag, metadata } from '../../http/params.ts';
import { mandateDataParams } from '../intents/mandates.ts';
import { allowedTypesParam, automaticMethodsParams, excludedTypesParam, typesParam } from '../intents/method-choice.ts';
import { paymentMethodData } from '../payment-methods/params.ts';

const methodOptions = z
  .strictObject({
    card: z.strictObject({ request_three_d_secure: z.enum(['any', 'automatic', 'challenge']).optional() }).optional(),
  })
  .optional();

const confirmable = {
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  confirmation_token: z.string().optional(),
  return_url: z.string().optional(),
  mandate_data: emptyable(mandateDataParams).optional(),
  payment_method_options: methodOptions,
  use_stripe_sdk: flag.optional(),
};

export const createSetupIntentParams = z.strictObject({
  allowed_payment_method_types: allowedTypesParam.optional(),
  automatic_payment_methods: automaticMethodsParams,
  excluded_payment_method_types: excludedTypesParam.optional(),
  payment_method_types: typesParam,
  confirm: flag.optional(),
  customer: z.string().optional(),
  description: z.string().max(1_000).optional(),
  metadata: metadata.optional(),
  usage: z.enum(['off_session', 'on_session']).optional(),
  expand,
  ...confirmable,
});
export const confirmSetupIntentParams = z.strictObject({
  allowed_payment_method_types: allowedTypesParam.optional(),
  client_secret: z.string().optional(),
  expand,
  ...confirmable,
});
export const cancelSetupIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
  expand,
});

export const updateSetupIntentParams = z.strictObject({
  allowed_payment_method_types: emptyable(allowedTypesParam).optional(),
  excluded_payment_method_types: emptyable(excludedTypesParam).optional(),
  payment_method_types: typesParam,
  customer: z.string().optional(),
  description: z.string().max(1_000).optional(),
  metadata: metadata.optional(),
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  payment_method_options: methodOptions,
  expand,
});
