import { z } from 'zod';
import type { CardBehaviour } from '../../cards/test-card.ts';
import { byItself, type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, flag, mergeMetadata, metadata } from '../../http/params.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { DisputeObject } from '../../store/objects/dispute.ts';
import { bookDispute, bookDisputeWon } from '../balance/transactions.ts';
import { EVIDENCE_FIELDS, noEvidence } from './evidence.ts';

export const updateDisputeParams = z.strictObject({
  evidence: z.partialRecord(z.enum(EVIDENCE_FIELDS), z.string().max(20_000)).optional(),
  submit: flag.optional(),
  metadata: metadata.optional(),
  expand,
});

/** https://docs.stripe.com/api/disputes/update#update_dispute-evidence */
const MOST_EVIDENCE = 150_000;

/** Networks give merchants about a week in test mode. */
const DUE_AFTER_SECONDS = 7 * 24 * 60 * 60;

/** Visa's codes: https://docs.stripe.com/disputes/categories */
const NETWORK_REASONS = { fraudulent: '10.4', product_not_received: '13.1' } as const;

/** Texts that decide a dispute at once: https://docs.stripe.com/testing#evidence-submission */
const WINNING = 'winning_evidence';
const LOSING = 'losing_evidence';

const OPEN: ReadonlySet<DisputeObject['status']> = new Set<DisputeObject['status']>([
  'needs_response',
  'warning_needs_response',
]);

/** The cardholder complains. A chargeback takes the money at once, an inquiry asks first. */
export function openDispute(
  request: OperationContext,
  charge: ChargeObject,
  { kind, reason }: NonNullable<CardBehaviour['dispute']>,
): void {
  const context = byItself(request);
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
    network_reason_code: NETWORK_REASONS[reason],
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: String(card.brand),
        case_type: kind,
        network: String(card.brand),
        network_reason_code: NETWORK_REASONS[reason],
      },
    },
    reason,
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
  const length = EVIDENCE_FIELDS.reduce((sum, name) => sum + (evidence[name]?.length ?? 0), 0);
  if (length > MOST_EVIDENCE) {
    throw invalidParam(`Evidence may have ${MOST_EVIDENCE} characters in all; this has ${length}.`, 'evidence');
  }
  const submits = params.evidence !== undefined && params.submit !== false;
  const updated = context.store.disputes.set(id, {
    ...dispute,
    evidence,
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: EVIDENCE_FIELDS.some((name) => evidence[name] !== null && evidence[name] !== ''),
      submission_count: dispute.evidence_details.submission_count + (submits ? 1 : 0),
    },
    metadata: mergeMetadata(dispute.metadata, params.metadata),
    status: submits ? reviewed(dispute.status) : dispute.status,
  });
  context.events.emit('charge.dispute.updated', updated, context, dispute);
  if (!submits) return updated;
  if (evidence.uncategorized_text === WINNING) return decideDispute(context, updated, 'won');
  if (evidence.uncategorized_text === LOSING) return decideDispute(context, updated, 'lost');
  return updated;
}

/** Gives in: the dispute is lost. */
export function closeDispute(context: OperationContext, id: string): DisputeObject {
  const dispute = findDispute(context, id);
  if (!OPEN.has(dispute.status)) throw invalidParam('This dispute is already closed.', 'dispute');
  return decideDispute(context, dispute, 'lost');
}

function reviewed(status: DisputeObject['status']): DisputeObject['status'] {
  return status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
}

/** Closes a dispute; winning brings the money back, an inquiry only ends. `before` is the dispute as it was told last. */
export function decideDispute(
  context: OperationContext,
  dispute: DisputeObject,
  verdict: 'won' | 'lost',
  before = dispute,
): DisputeObject {
  const inquiry = dispute.status.startsWith('warning_');
  const closed = context.store.disputes.set(dispute.id, { ...dispute, status: inquiry ? 'warning_closed' : verdict });
  context.events.emit('charge.dispute.closed', closed, context, before);
  if (verdict === 'lost' || inquiry) return closed;
  const back = withTransaction(context, closed, bookDisputeWon(context, dispute.id, dispute.amount, dispute.currency));
  context.events.emit('charge.dispute.funds_reinstated', back, context, closed);
  return back;
}

function withTransaction(context: OperationContext, dispute: DisputeObject, transactionId: string): DisputeObject {
  const entry = context.store.balanceTransactions.get(transactionId);
  const balance_transactions =
    entry === undefined ? dispute.balance_transactions : [...dispute.balance_transactions, entry];
  return context.store.disputes.set(dispute.id, { ...dispute, balance_transactions });
}
