import { at, testClockOf } from '../../clocks/customer-clock.ts';
import { type OperationContext, seconds } from '../../context.ts';
import type { CheckoutSessionObject } from '../../store/objects/checkout-session.ts';
import { closeSession } from './sessions.ts';

/**
 * Ends the open sessions whose time has come by the account's clock, each at the moment it was due, and in that order:
 * https://docs.stripe.com/api/events/types#event_types-checkout.session.expired
 */
export function expireDueSessions(context: OperationContext): void {
  const { store } = context;
  const now = seconds(context.clock);
  if (now < store.nextCheckoutExpiry) return;
  const open = openSessions(context, null);
  expire(context, open, now);
  store.nextCheckoutExpiry = open
    .filter(({ expires_at }) => expires_at > now)
    .reduce((next, { expires_at }) => Math.min(next, expires_at), Number.POSITIVE_INFINITY);
}

/** The same for the customers of a test clock, up to a moment of theirs in Unix seconds. */
export function expireSessionsOf(context: OperationContext, testClock: string, until: number): void {
  expire(context, openSessions(context, testClock), until);
}

/** In the order they were opened. */
function openSessions({ store }: OperationContext, testClock: string | null): CheckoutSessionObject[] {
  return store.checkoutSessions
    .newestFirst(({ status, customer }) => status === 'open' && testClockOf(store, customer) === testClock)
    .reverse();
}

function expire(context: OperationContext, open: readonly CheckoutSessionObject[], until: number): void {
  const due = open.filter(({ expires_at }) => expires_at <= until).sort((a, b) => a.expires_at - b.expires_at);
  for (const session of due) closeSession(at(context, session.expires_at), session);
}
