import { createHash } from 'node:crypto';
import { storableText } from '@flashstudio/db';
import type Stripe from 'stripe';

/** What the inbox keeps beside an event's bytes, so that it can be found and ordered without reading them. */
export interface InboxEntry {
  /** Stripe's id of the event, or a digest of the body where there is none that could be one. */
  readonly id: string;
  readonly type: string;
  /** What the event is about, and the unit of ordering: the PaymentIntent's id, or the object's own. */
  readonly subject: string;
  /** Our own payment, by the metadata we gave its intent. */
  readonly paymentRef: string | null;
  /** Whether its object would name our payment if it were ours: intents carry metadata, and their charges a copy of it. */
  readonly tellsItsPayment: boolean;
  /** The version of Stripe's API in whose shape the body is; null where it names none. */
  readonly apiVersion: string | null;
  readonly body: string;
  /** By Stripe's clock. */
  readonly createdAt: Date;
  /** Why nobody can read it; null for an event. */
  readonly unreadable: string | null;
}

/** Stripe's ids are short and plain: https://docs.stripe.com/upgrades (at most 255 characters). */
const ID = /^[A-Za-z0-9_-]{1,255}$/;
const TYPE = /^[a-z0-9_.]{1,200}$/i;
const VERSION = /^[a-z0-9_.-]{1,60}$/i;
const OUR_PAYMENT = /^pay_[0-9a-z]{1,60}$/;

/** Year 9999: the last PostgreSQL and JavaScript can both write as ISO 8601. */
const LAST_SECOND = 253_402_300_799;

/**
 * Reads a signed body as far as the inbox needs it. Never throws: a body that is no event, or one nobody can make sense
 * of, is kept as it is with the reason, since the sender has proved who they are and would only send it again.
 */
export function readInboxEntry(body: string, receivedAt: Date): InboxEntry {
  const parsed = parse(body);
  const event = isRecord(parsed) ? parsed : {};
  const object = isRecord(event.data) && isRecord(event.data.object) ? event.data.object : {};
  const id = matching(event.id, ID);
  const created = typeof event.created === 'number' ? event.created : Number.NaN;
  const dated = Number.isInteger(created) && created >= 0 && created <= LAST_SECOND;
  return {
    id: id ?? `body_${createHash('sha256').update(body).digest('hex')}`,
    type: matching(event.type, TYPE) ?? 'unreadable',
    subject: matching(object.payment_intent, ID) ?? matching(object.id, ID) ?? id ?? 'unreadable',
    paymentRef: isRecord(object.metadata) ? (matching(object.metadata.payment_id, OUR_PAYMENT) ?? null) : null,
    tellsItsPayment: object.object === 'payment_intent' || object.object === 'charge',
    apiVersion: matching(event.api_version, VERSION) ?? null,
    body: storableText(body),
    createdAt: dated ? new Date(created * 1000) : receivedAt,
    unreadable: reasonUnreadable(parsed, dated),
  };
}

/** Reads a stored body back. Throws on one that is no event. */
export function parseEvent(body: string): Stripe.Event {
  const parsed = parse(body);
  if (!isEvent(parsed)) throw new Error('the body is not a Stripe event');
  return parsed;
}

function reasonUnreadable(parsed: unknown, dated: boolean): string | null {
  if (parsed === undefined) return 'The body is not JSON.';
  if (!isEvent(parsed)) return 'The body is not a Stripe event.';
  return dated ? null : 'The event has no date.';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Broken JSON, or nesting deeper than the parser goes.
    return undefined;
  }
}

function isEvent(value: unknown): value is Stripe.Event {
  return (
    isRecord(value) &&
    value.object === 'event' &&
    matching(value.id, ID) !== undefined &&
    matching(value.type, TYPE) !== undefined &&
    isRecord(value.data) &&
    isRecord(value.data.object)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
