import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam, noSuch } from '../http/errors.ts';
import { expand, flag, mergeMetadata, metadata } from '../http/params.ts';
import type { ChargeObject } from '../store/objects/charge.ts';
import type { DisputeObject, EvidenceField } from '../store/objects/dispute.ts';
import { bookDispute, bookDisputeWon } from './balance-transactions.ts';

const FIELDS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const satisfies readonly EvidenceField[];

export const updateDisputeParams = z.strictObject({
  evidence: z.partialRecord(z.enum(FIELDS), z.string().max(20_000)).optional(),
  submit: flag.optional(),
  metadata: metadata.optional(),
  expand,
});

/** Networks give merchants about a week in test mode. */
const DUE_AFTER_SECONDS = 7 * 24 * 60 * 60;

/** Texts that decide a dispute at once: https://docs.stripe.com/testing#evidence-submission */
const WINNING = 'winning_evidence';
const LOSING = 'losing_evidence';

const OPEN: ReadonlySet<DisputeObject['status']> = new Set<DisputeObject['status']>([
  'needs_response',
  'warning_needs_response',
]);

/** The cardholder complains. A chargeback takes the money at once, an inquiry asks first. */
export function openDispute(context: OperationContext, charge: ChargeObject, kind: 'chargeback' | 'inquiry'): void {
  const id = objectId('du');
  const { card } = charge.payment_method_details;
  const dispute: DisputeObject = {
    id,
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: seconds(context.clock),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: seconds(context.clock) + DUE_AFTER_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: kind === 'inquiry',
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: String(card.brand),
        case_type: kind,
        network: String(card.brand),
        network_reason_code: '10.4',
      },
    },
    reason: 'fraudulent',
    status: kind === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  };
  context.store.charges.set(charge.id, { ...charge, disputed: true });
  context.events.emit('charge.dispute.created', context.store.disputes.set(id, dispute), context);
  if (kind === 'inquiry') return;
  const booked = withTransaction(context, dispute, bookDispute(context, id, dispute.amount, dispute.currency));
  context.events.emit('charge.dispute.funds_withdrawn', booked, context);
}

/** Finds a dispute. Throws Stripe's 404. */
export function findDispute(context: OperationContext, id: string): DisputeObject {
  const dispute = context.store.disputes.get(id);
  if (dispute === undefined) throw noSuch('dispute', id);
  return dispute;
}

/** Keeps evidence and, unless told to wait, hands it in; the two test texts decide the dispute at once. */
export function updateDispute(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateDisputeParams>,
): DisputeObject {
  const dispute = findDispute(context, id);
  if (params.evidence !== undefined && !OPEN.has(dispute.status)) {
    throw invalidParam('This dispute no longer takes evidence.', 'evidence', 'dispute_evidence_closed');
  }
  const evidence = { ...dispute.evidence, ...params.evidence };
  const submits = params.evidence !== undefined && params.submit !== false;
  const updated = context.store.disputes.set(id, {
    ...dispute,
    evidence,
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: FIELDS.some((name) => evidence[name] !== null && evidence[name] !== ''),
      submission_count: dispute.evidence_details.submission_count + (submits ? 1 : 0),
    },
    metadata: mergeMetadata(dispute.metadata, params.metadata),
    status: submits ? reviewed(dispute.status) : dispute.status,
  });
  context.events.emit('charge.dispute.updated', updated, context);
  if (!submits) return updated;
  if (evidence.uncategorized_text === WINNING) return decide(context, updated, true);
  if (evidence.uncategorized_text === LOSING) return decide(context, updated, false);
  return updated;
}

/** Gives in: the dispute is lost. */
export function closeDispute(context: OperationContext, id: string): DisputeObject {
  const dispute = findDispute(context, id);
  if (!OPEN.has(dispute.status)) throw invalidParam('This dispute is already closed.', 'dispute');
  return decide(context, dispute, false);
}

function reviewed(status: DisputeObject['status']): DisputeObject['status'] {
  return status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
}

function decide(context: OperationContext, dispute: DisputeObject, won: boolean): DisputeObject {
  const inquiry = dispute.status.startsWith('warning_');
  const status = inquiry ? 'warning_closed' : won ? 'won' : 'lost';
  const closed = context.store.disputes.set(dispute.id, { ...dispute, status });
  context.events.emit('charge.dispute.closed', closed, context);
  if (!won || inquiry) return closed;
  const back = withTransaction(context, closed, bookDisputeWon(context, dispute.id, dispute.amount, dispute.currency));
  context.events.emit('charge.dispute.funds_reinstated', back, context);
  return back;
}

function withTransaction(context: OperationContext, dispute: DisputeObject, transactionId: string): DisputeObject {
  const entry = context.store.balanceTransactions.get(transactionId);
  const balance_transactions =
    entry === undefined ? dispute.balance_transactions : [...dispute.balance_transactions, entry];
  return context.store.disputes.set(dispute.id, { ...dispute, balance_transactions });
}

function noEvidence(): DisputeObject['evidence'] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
    enhanced_evidence: {},
  };
}
