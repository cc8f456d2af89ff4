import type { ChargeObject } from '../../store/objects/charge.ts';
import type { DisputeObject } from '../../store/objects/dispute.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { RefundObject } from '../../store/objects/refund.ts';
import type { Html } from './html.ts';
import type { IconName } from './icons.ts';
import { pill, type Tone } from './pill.ts';

type Look = readonly [Tone, IconName, string];

/** Statuses of a payment as people speak of them; the first five are the intent's own. */
export const paymentStatuses = {
  succeeded: ['good', 'check', 'Succeeded'],
  requires_capture: ['info', 'clock', 'Uncaptured'],
  requires_action: ['wait', 'shield', 'Needs 3D Secure'],
  processing: ['info', 'clock', 'Processing'],
  canceled: ['quiet', 'cross', 'Canceled'],
  failed: ['bad', 'cross', 'Failed'],
  incomplete: ['quiet', 'dash', 'Incomplete'],
  refunded: ['quiet', 'undo', 'Refunded'],
  partially_refunded: ['info', 'undo', 'Partly refunded'],
  disputed: ['bad', 'alert', 'Disputed'],
} as const satisfies Record<string, Look>;

export type PaymentStatus = keyof typeof paymentStatuses;

const OF_INTENT: Readonly<Record<string, PaymentStatus>> = {
  requires_capture: 'requires_capture',
  requires_action: 'requires_action',
  processing: 'processing',
  canceled: 'canceled',
};

/** Where a payment stands, its charge and a dispute that is not won considered. */
export function paymentStatus(
  intent: PaymentIntentObject,
  charge: ChargeObject | undefined,
  dispute?: DisputeObject,
): PaymentStatus {
  if (intent.status === 'succeeded') {
    if (dispute !== undefined && !['won', 'warning_closed'].includes(dispute.status)) return 'disputed';
    if (charge?.refunded === true) return 'refunded';
    return (charge?.amount_refunded ?? 0) > 0 ? 'partially_refunded' : 'succeeded';
  }
  return OF_INTENT[intent.status] ?? (intent.last_payment_error === null ? 'incomplete' : 'failed');
}

export function paymentPill(status: PaymentStatus): Html {
  const [tone, sign, text] = paymentStatuses[status];
  return pill(tone, sign, text);
}

const REFUNDS: Readonly<Record<RefundObject['status'], Look>> = {
  pending: ['wait', 'clock', 'Pending'],
  succeeded: ['good', 'check', 'Succeeded'],
  failed: ['bad', 'cross', 'Failed'],
  canceled: ['quiet', 'cross', 'Canceled'],
};

export function refundPill(status: RefundObject['status']): Html {
  return pill(...REFUNDS[status]);
}

const DISPUTES: Readonly<Record<DisputeObject['status'], Look>> = {
  needs_response: ['bad', 'alert', 'Needs response'],
  under_review: ['wait', 'clock', 'Under review'],
  won: ['good', 'check', 'Won'],
  lost: ['bad', 'cross', 'Lost'],
  warning_needs_response: ['wait', 'alert', 'Inquiry needs response'],
  warning_under_review: ['wait', 'clock', 'Inquiry under review'],
  warning_closed: ['quiet', 'check', 'Inquiry closed'],
};

export function disputePill(status: DisputeObject['status']): Html {
  return pill(...DISPUTES[status]);
}

const CHARGES: Readonly<Record<ChargeObject['status'], Look>> = {
  succeeded: ['good', 'check', 'Succeeded'],
  failed: ['bad', 'cross', 'Failed'],
  pending: ['wait', 'clock', 'Pending'],
};

export function chargePill(status: ChargeObject['status']): Html {
  return pill(...CHARGES[status]);
}

/** An HTTP status; null when there was no answer at all. */
export function httpPill(status: number | null, silence = 'No answer'): Html {
  if (status === null) return pill('bad', 'cross', silence);
  if (status < 300) return pill('good', 'check', String(status));
  return pill(status < 400 || status === 409 || status === 429 ? 'wait' : 'bad', 'alert', String(status));
}
