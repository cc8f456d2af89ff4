import { z } from 'zod';
import { expand, flag, integer, metadata } from '../http/params.ts';
import { paymentMethodData } from './payment-methods.ts';
import { shippingParams } from './shipping.ts';

const text = z.string().max(1_000);

const confirmable = {
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  confirmation_token: z.string().optional(),
  return_url: z.string().optional(),
  use_stripe_sdk: flag.optional(),
  off_session: flag.optional(),
  setup_future_usage: z.enum(['on_session', 'off_session', '']).optional(),
  receipt_email: text.optional(),
  shipping: shippingParams.optional(),
};

const describable = {
  customer: z.string().optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
};

export const createIntentParams = z.strictObject({
  amount: integer,
  currency: z.string(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  payment_method_types: z.array(z.string()).optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  confirm: flag.optional(),
  expand,
  ...confirmable,
  ...describable,
});

export const updateIntentParams = z.strictObject({
  amount: integer.optional(),
  currency: z.string().optional(),
  payment_method: z.string().optional(),
  setup_future_usage: z.enum(['on_session', 'off_session', '']).optional(),
  receipt_email: text.optional(),
  shipping: z.union([z.literal(''), shippingParams]).optional(),
  expand,
  ...describable,
});

export const confirmIntentParams = z.strictObject({ client_secret: z.string().optional(), expand, ...confirmable });

export const cancelIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
});

export const captureIntentParams = z.strictObject({ amount_to_capture: integer.optional(), expand });
