import type { AccountStore } from '../store/account-store.ts';

/** Remembers, also over a restart, that an endpoint is owed an event. */
export function owe(store: AccountStore, eventId: string, endpointId: string, lost: boolean): void {
  const id = idOf(eventId, endpointId);
  store.outstandingDeliveries.set(id, { id, eventId, endpointId, lost });
}

export function isOwed(store: AccountStore, eventId: string, endpointId: string): boolean {
  return store.outstandingDeliveries.get(idOf(eventId, endpointId)) !== undefined;
}

/**
 * Takes an event as delivered to an endpoint, or as no longer wanted there. The event then waits for one endpoint less;
 * a copy that arrives later changes nothing: https://docs.stripe.com/api/events/object#event_object-pending_webhooks
 */
export function settleDelivery(store: AccountStore, eventId: string, endpointId: string): void {
  if (!store.outstandingDeliveries.delete(idOf(eventId, endpointId))) return;
  const event = store.events.get(eventId);
  if (event === undefined) return;
  store.events.set(eventId, { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
}

function idOf(eventId: string, endpointId: string): string {
  return `${eventId} ${endpointId}`;
}
