import type { DomainEvent } from '@flashstudio/events';
import { mismatchInWords } from '../changes/review.ts';
import {
  actionRequired,
  attemptAbandoned,
  attemptFailed,
  attemptStarted,
  paymentCanceled,
  paymentCaptured,
  paymentCreated,
  paymentMismatchFound,
  paymentReviewCleared,
  statusChanged,
} from '../events.ts';
import type { PaymentStatus } from '../machine/payment-machine.ts';

/** Something that happened to a payment, for people. */
export interface TimelineEntry {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly detail: string | null;
  readonly tone: 'good' | 'bad' | 'neutral';
  /** Who said so. */
  readonly source: 'customer' | 'person' | 'api_key' | 'answer' | 'webhook' | 'system';
  readonly stripeEventId: string | null;
  /** UTC, ISO 8601. */
  readonly occurredAt: string;
}

type Words = Pick<TimelineEntry, 'title'> & Partial<Pick<TimelineEntry, 'detail' | 'tone'>>;

/** Moves that no other event of the same moment tells. */
const MOVES: Partial<Record<PaymentStatus, string>> = {
  requires_payment_method: 'Waiting for a card',
  requires_confirmation: 'Waiting for confirmation',
  processing: 'Processing at the bank',
  requires_capture: 'Authorised, waiting for capture',
};

/** The story of a payment as its events tell it, oldest first. Events that say nothing new to people are left out. */
export function timeline(events: readonly DomainEvent[]): readonly TimelineEntry[] {
  return events.flatMap((event) => {
    const words = wordsOf(event, events);
    if (words === null) return [];
    return [
      {
        id: event.id,
        type: event.type,
        title: words.title,
        detail: words.detail ?? null,
        tone: words.tone ?? 'neutral',
        source: sourceOf(event),
        stripeEventId: event.cause.stripeEventId ?? null,
        occurredAt: event.occurredAt.toISOString(),
      },
    ];
  });
}

function wordsOf(event: DomainEvent, all: readonly DomainEvent[]): Words | null {
  switch (event.type) {
    case paymentCreated.type:
      return { title: 'Order placed' };
    case attemptStarted.type:
      return { title: event.actor.kind === 'customer' ? 'Customer pressed Pay' : 'Attempt started elsewhere' };
    case attemptFailed.type:
      return { title: 'Attempt failed', detail: whyFailed(event), tone: 'bad' };
    case attemptAbandoned.type:
      return attemptAbandoned.read(event)?.data.reason === 'another_attempt'
        ? { title: 'Customer left the attempt for another one' }
        : { title: 'Attempt ended with the payment' };
    case actionRequired.type:
      return { title: 'Customer asked to authenticate' };
    case paymentCaptured.type:
      return { title: 'Payment succeeded', tone: 'good' };
    case paymentMismatchFound.type:
      return { title: 'Needs review', detail: whatDiffers(event), tone: 'bad' };
    case paymentReviewCleared.type:
      return {
        title: 'Review cleared',
        detail: paymentReviewCleared.read(event)?.data.note ?? null,
        tone: 'good',
      };
    case paymentCanceled.type:
      return { title: 'Payment canceled', detail: paymentCanceled.read(event)?.data.reason ?? null };
    case statusChanged.type:
      return moveOf(event, all);
    default:
      return null;
  }
}

function whyFailed(event: DomainEvent): string | null {
  const failure = attemptFailed.read(event)?.data.failure;
  const parts = [failure?.declineCode ?? failure?.code, failure?.message].filter((part) => part != null && part !== '');
  return parts.length === 0 ? null : parts.join(': ');
}

function whatDiffers(event: DomainEvent): string | null {
  const mismatch = paymentMismatchFound.read(event)?.data;
  return mismatch === undefined ? null : mismatchInWords(mismatch);
}

/** A move is told where nothing else of the moment tells it: after a failed attempt a payment waits for a card again. */
function moveOf(event: DomainEvent, all: readonly DomainEvent[]): Words | null {
  const to = statusChanged.read(event)?.data.to;
  const title = to === undefined ? undefined : MOVES[to];
  if (title === undefined) return null;
  const cameOfFailure =
    to === 'requires_payment_method' &&
    all.some((other) => other.type === attemptFailed.type && other.recordedAt.getTime() === event.recordedAt.getTime());
  return cameOfFailure ? null : { title };
}

function sourceOf({ actor, cause }: DomainEvent): TimelineEntry['source'] {
  if (actor.kind !== 'stripe') return actor.kind;
  return cause.stripeEventId === undefined ? 'answer' : 'webhook';
}
