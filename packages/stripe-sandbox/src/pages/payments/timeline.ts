import { html } from 'hono/html';
import type { EventObject } from '../../store/objects/event.ts';
import type { Html } from '../parts/html.ts';
import { type IconName, icon } from '../parts/icons.ts';
import type { Tone } from '../parts/pill.ts';
import { exactly } from '../parts/time.ts';

/** What an event means to a merchant. */
const MEANING: Readonly<Record<string, readonly [Tone, IconName, string]>> = {
  'payment_intent.created': ['quiet', 'payments', 'Payment started'],
  'payment_intent.requires_action': ['wait', 'shield', '3D Secure asked for'],
  'payment_intent.processing': ['info', 'clock', 'Payment is being processed'],
  'payment_intent.amount_capturable_updated': ['info', 'clock', 'Authorised, waiting to be captured'],
  'payment_intent.partially_funded': ['info', 'clock', 'Partly funded'],
  'payment_intent.payment_failed': ['bad', 'cross', 'Payment failed'],
  'payment_intent.succeeded': ['good', 'check', 'Payment succeeded'],
  'payment_intent.canceled': ['quiet', 'cross', 'Payment canceled'],
  'charge.succeeded': ['good', 'check', 'Charge succeeded'],
  'charge.failed': ['bad', 'cross', 'Charge failed'],
  'charge.captured': ['good', 'check', 'Charge captured'],
  'charge.refunded': ['quiet', 'undo', 'Charge refunded'],
  'charge.updated': ['quiet', 'dash', 'Charge updated'],
  'refund.created': ['quiet', 'undo', 'Refund made'],
  'refund.updated': ['quiet', 'undo', 'Refund updated'],
  'refund.failed': ['bad', 'cross', 'Refund failed'],
  'charge.dispute.created': ['bad', 'alert', 'Dispute opened'],
  'charge.dispute.updated': ['wait', 'alert', 'Dispute updated'],
  'charge.dispute.closed': ['quiet', 'alert', 'Dispute closed'],
  'charge.dispute.funds_withdrawn': ['bad', 'undo', 'Disputed money withdrawn'],
  'charge.dispute.funds_reinstated': ['good', 'undo', 'Disputed money given back'],
};

/** A payment's life as its events tell it, the latest first. */
export function timeline(events: readonly EventObject[]): Html {
  return html`<ol class="timeline">${events.toReversed().map((event) => {
    const [tone, sign, text] = MEANING[event.type] ?? (['quiet', 'dash', event.type] as const);
    return html`<li>
      <span class="sign ${tone}">${icon(sign, 12)}</span>
      <div><a href="/events/${event.id}">${text}</a>${reason(event)}<p class="soft stamp"><code>${event.type}</code> ${exactly(event.created)}</p></div>
    </li>`;
  })}</ol>`;
}

/** Why a failure happened, in the words of its object. */
function reason({ data: { object } }: EventObject): Html | string {
  if (typeof object !== 'object' || object === null) return '';
  const error = 'last_payment_error' in object ? object.last_payment_error : null;
  if (typeof error === 'object' && error !== null && 'message' in error)
    return html`<p class="soft">${String(error.message)}</p>`;
  return '';
}
