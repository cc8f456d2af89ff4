import type { WebhookEndpointObject } from '../store/objects/webhook-endpoint.ts';

/** Whether an endpoint is to be told of events of a type: it is enabled, and asked for the type or for all. */
export function hears({ status, enabled_events }: WebhookEndpointObject, type: string): boolean {
  return status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(type));
}
