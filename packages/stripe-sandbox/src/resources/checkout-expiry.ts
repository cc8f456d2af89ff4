import { type OperationContext, seconds } from '../context.ts';
import { closeSession } from './checkout-sessions.ts';

/**
 * Ends the open sessions whose time has come, each at the moment it was due, and in that order:
 * https://docs.stripe.com/api/events/types#event_types-checkout.session.expired
 */
export function expireDueSessions(context: OperationContext): void {
  const { store } = context;
  const now = seconds(context.clock);
  if (now < store.nextCheckoutExpiry) return;
  const open = store.checkoutSessions.newestFirst(({ status }) => status === 'open').reverse();
  const due = open.filter(({ expires_at }) => expires_at <= now).sort((a, b) => a.expires_at - b.expires_at);
  for (const session of due) {
    const then = new Date(session.expires_at * 1_000);
    closeSession({ ...context, clock: { now: () => then } }, session);
  }
  store.nextCheckoutExpiry = open
    .filter(({ expires_at }) => expires_at > now)
    .reduce((next, { expires_at }) => Math.min(next, expires_at), Number.POSITIVE_INFINITY);
}
