import { z } from 'zod';
import type { OperationContext } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import { emptyable, expand, integer, mergeMetadata, metadata } from '../../http/params.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import { captureIntent } from '../payment-intents/payment-intents.ts';
import { shippingOf, shippingParams } from '../shared/shipping.ts';
import { findCharge } from './charges.ts';

const text = z.string().max(1_000);

export const updateChargeParams = z.strictObject({
  customer: z.string().optional(),
  description: text.optional(),
  fraud_details: z.strictObject({ user_report: z.enum(['', 'fraudulent', 'safe']) }).optional(),
  metadata: metadata.optional(),
  receipt_email: text.optional(),
  shipping: emptyable(shippingParams).optional(),
  transfer_group: text.optional(),
  expand,
});

export const captureChargeParams = z.strictObject({
  amount: integer.optional(),
  receipt_email: text.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
  expand,
});

/** Changes what is said of a charge: https://docs.stripe.com/api/charges/update */
export function updateCharge(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateChargeParams>,
): ChargeObject {
  const charge = findCharge(context, id);
  if (params.customer !== undefined && charge.customer !== null && params.customer !== charge.customer) {
    throw invalidParam('Cannot set customer on a charge that already has one.', 'customer');
  }
  if (params.customer !== undefined && context.store.customers.get(params.customer) === undefined) {
    throw invalidParam(`No such customer: '${params.customer}'`, 'customer', 'resource_missing');
  }
  const { description, fraud_details, receipt_email, shipping } = params;
  const updated = context.store.charges.set(id, {
    ...charge,
    customer: params.customer ?? charge.customer,
    description: description === undefined ? charge.description : description || null,
    fraud_details: reported(charge, fraud_details?.user_report),
    metadata: mergeMetadata(charge.metadata, params.metadata),
    receipt_email: receipt_email === undefined ? charge.receipt_email : receipt_email || null,
    shipping: shipping === undefined ? charge.shipping : shipping === '' ? null : shippingOf(shipping),
    transfer_group: params.transfer_group === undefined ? charge.transfer_group : params.transfer_group || null,
  });
  context.events.emit('charge.updated', updated, context, charge);
  return updated;
}

function reported(charge: ChargeObject, report: '' | 'fraudulent' | 'safe' | undefined): ChargeObject['fraud_details'] {
  if (report === undefined) return charge.fraud_details;
  return report === '' ? {} : { user_report: report };
}

/** Captures an authorised charge by way of its intent, as both must agree. Throws 400 for one that is captured. */
export function captureChargeOfIntent(
  context: OperationContext,
  id: string,
  { amount, statement_descriptor, statement_descriptor_suffix }: z.output<typeof captureChargeParams>,
): ChargeObject {
  const charge = findCharge(context, id);
  if (charge.captured) {
    throw invalidParam(`Charge ${id} has already been captured.`, 'charge', 'charge_already_captured');
  }
  captureIntent(context, charge.payment_intent, {
    amount_to_capture: amount,
    statement_descriptor,
    statement_descriptor_suffix,
  });
  return findCharge(context, id);
}
