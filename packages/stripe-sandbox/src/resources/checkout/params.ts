import { z } from 'zod';
import { published } from '../../generated/published.ts';
import { expand, integer, metadata } from '../../http/params.ts';

const text = z.string().max(1_000);

const productData = z.strictObject({
  name: z.string().min(1).max(5_000),
  description: z.string().max(5_000).optional(),
  images: z.array(z.string()).max(8).optional(),
  metadata: metadata.optional(),
  unit_label: z.string().max(12).optional(),
});

const priceData = z.strictObject({
  currency: z.string(),
  product: z.string().optional(),
  product_data: productData.optional(),
  recurring: z.looseObject({}).optional(),
  tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
  unit_amount: integer,
});

const lineItemParams = z.strictObject({
  price: z.string().optional(),
  price_data: priceData.optional(),
  quantity: integer.optional(),
  metadata: metadata.optional(),
});

const paymentIntentData = z.strictObject({
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  receipt_email: text.optional(),
  setup_future_usage: z.enum(['on_session', 'off_session']).optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
});

export const createSessionParams = z.strictObject({
  allowed_payment_method_types: z.array(z.enum(published.methodTypes.checkout)).min(1).optional(),
  payment_method_types: z.array(z.enum(published.methodTypes.checkout)).min(1).optional(),
  cancel_url: z.string().max(5_000).optional(),
  client_reference_id: z.string().max(200).optional(),
  currency: z.string().optional(),
  customer: z.string().optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer_email: z.string().max(800).optional(),
  expires_at: integer.optional(),
  line_items: z.array(lineItemParams).max(100).optional(),
  locale: z.string().max(10).optional(),
  metadata: metadata.optional(),
  mode: z.enum(['payment', 'setup']),
  payment_intent_data: paymentIntentData.optional(),
  setup_intent_data: z.strictObject({ description: text.optional(), metadata: metadata.optional() }).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  success_url: z.string().max(5_000),
  ui_mode: z.literal('hosted_page').optional(),
  expand,
});

export const updateSessionParams = z.strictObject({ metadata: metadata.optional(), expand });

export type CreateSessionParams = z.output<typeof createSessionParams>;
export type LineItemParams = z.output<typeof lineItemParams>;
