import type { EventLog } from '@flashstudio/events';
import { paymentEvents } from './events.ts';

/** Word that something happened to a payment. */
export interface PaymentChange {
  /** Position in the event log: whoever comes back with it misses nothing. */
  readonly position: string;
  readonly paymentId: string;
  readonly type: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

const TYPES: ReadonlySet<string> = new Set(paymentEvents.map(({ type }) => type));

/** Follows the log's events about payments after a position, until `signal` aborts. */
export async function* paymentChanges(
  events: EventLog,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<PaymentChange> {
  for await (const event of events.tail({ after, signal })) {
    if (!TYPES.has(event.type)) continue;
    yield {
      position: event.position,
      paymentId: event.subject.id,
      type: event.type,
      at: event.occurredAt.toISOString(),
    };
  }
}
