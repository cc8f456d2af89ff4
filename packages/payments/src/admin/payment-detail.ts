import type { AttemptStatus, Db, LedgerEntry, PaymentAttempt, PaymentEvent } from '@flashstudio/db';
import { type MoneyJson, money, moneyToJson } from '@flashstudio/money';
import { AppError } from '@flashstudio/platform';
import type { PaymentStatus } from '../machine/payment-machine.ts';
import {
  type CardView,
  cardView,
  type FailureView,
  failureView,
  listItem,
  type PaymentListItem,
  withStory,
} from './presentation.ts';

export interface AttemptView {
  readonly id: string;
  readonly status: AttemptStatus;
  readonly card: CardView | null;
  readonly failure:
    | (FailureView & { readonly adviceCode: string | null; readonly networkDeclineCode: string | null })
    | null;
  readonly stripeChargeId: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

export interface TimelineEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly detail: string | null;
  readonly from: PaymentStatus | null;
  readonly to: PaymentStatus | null;
  readonly source: string;
  readonly stripeEventId: string | null;
  readonly occurredAt: string;
}

export interface PaymentDetail extends PaymentListItem {
  readonly capturedAmount: MoneyJson;
  readonly stripePaymentIntentId: string | null;
  readonly lines: readonly {
    readonly productId: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: MoneyJson;
    readonly amount: MoneyJson;
  }[];
  readonly attempts: readonly AttemptView[];
  readonly timeline: readonly TimelineEntry[];
  readonly ledger: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: MoneyJson;
    readonly stripeObjectId: string;
    readonly occurredAt: string;
  }[];
}

/** Everything known of one payment, oldest first. Throws `not_found`. */
export async function paymentDetail(db: Db, id: string): Promise<PaymentDetail> {
  const payment = await db.payment.findUnique({
    where: { id },
    include: {
      ...withStory,
      attempts: { orderBy: { startedAt: 'asc' } },
      timeline: { orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] },
      ledger: { orderBy: { occurredAt: 'asc' } },
    },
  });
  if (payment === null) throw new AppError('not_found', `There is no payment ${id}.`);
  const json = (amount: bigint) => moneyToJson(money(amount, payment.currency));
  return {
    ...listItem(payment),
    capturedAmount: json(payment.capturedAmount),
    stripePaymentIntentId: payment.stripePaymentIntentId,
    lines: payment.order.lines.map((line) => ({
      productId: line.productId,
      name: line.productName,
      quantity: line.quantity,
      unitPrice: json(line.unitAmount),
      amount: json(line.amount),
    })),
    attempts: payment.attempts.map(attemptView),
    timeline: payment.timeline.map(timelineEntry),
    ledger: payment.ledger.map((entry: LedgerEntry) => ({
      id: entry.id,
      kind: entry.kind,
      amount: json(entry.amount),
      stripeObjectId: entry.stripeObjectId,
      occurredAt: entry.occurredAt.toISOString(),
    })),
  };
}

function attemptView(attempt: PaymentAttempt): AttemptView {
  const failure = failureView(attempt);
  return {
    id: attempt.id,
    status: attempt.status,
    card: cardView(attempt),
    failure:
      failure === null
        ? null
        : { ...failure, adviceCode: attempt.adviceCode, networkDeclineCode: attempt.networkDeclineCode },
    stripeChargeId: attempt.stripeChargeId,
    startedAt: attempt.startedAt.toISOString(),
    finishedAt: attempt.finishedAt?.toISOString() ?? null,
  };
}

const TITLES: Readonly<Record<PaymentStatus, string>> = {
  created: 'Order placed',
  requires_payment_method: 'Waiting for a card',
  requires_confirmation: 'Waiting for confirmation',
  requires_action: 'Customer asked to authenticate',
  processing: 'Processing at the bank',
  requires_capture: 'Authorised, waiting for capture',
  succeeded: 'Payment succeeded',
  canceled: 'Payment canceled',
};

function timelineEntry(event: PaymentEvent): TimelineEntry {
  return {
    id: event.id,
    kind: event.kind,
    title: titleOf(event),
    detail: detailOf(event),
    from: event.fromStatus,
    to: event.toStatus,
    source: event.source,
    stripeEventId: event.stripeEventId,
    occurredAt: event.occurredAt.toISOString(),
  };
}

function titleOf(event: PaymentEvent): string {
  if (event.kind === 'attempt_started') return 'Customer pressed Pay';
  if (event.kind === 'attempt_failed') return 'Attempt failed';
  return event.toStatus === null ? event.kind : TITLES[event.toStatus];
}

function detailOf(event: PaymentEvent): string | null {
  const { detail } = event;
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return null;
  const parts = [detail.declineCode ?? detail.code, detail.message].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return parts.length === 0 ? null : parts.join(': ');
}
