import type { AttemptStatus, DbOf, LedgerEntry, PaymentAttempt } from '@flashstudio/db';
import type { EventLog } from '@flashstudio/events';
import { type MoneyJson, money, moneyToJson } from '@flashstudio/money';
import { AppError } from '@flashstudio/platform';
import { type CardView, cardView } from '../card-view.ts';
import { type FailureView, failureView, listItem, type PaymentListItem, withStory } from './presentation.ts';
import { type TimelineEntry, timeline } from './timeline.ts';

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
export async function paymentDetail(
  { db, events }: { db: DbOf<'payments'>; events: Pick<EventLog, 'eventsOf'> },
  id: string,
): Promise<PaymentDetail> {
  const payment = await db.payment.findUnique({
    where: { id },
    include: {
      ...withStory,
      attempts: { orderBy: { startedAt: 'asc' } },
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
    timeline: timeline(await events.eventsOf([payment.id])),
    ledger: payment.ledger.map((entry: LedgerEntry) => ({
      id: entry.id,
      kind: entry.kind,
      amount: moneyToJson(money(entry.amount, entry.currency)),
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
