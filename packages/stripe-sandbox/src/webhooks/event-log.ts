import type { SandboxClock } from '../context.ts';
import { objectId, seconds } from '../context.ts';
import { API_VERSION } from '../published/versions.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { EventObject } from '../store/objects/event.ts';
import { hears } from './hears.ts';
import { previousAttributes } from './previous-attributes.ts';
import type { WebhookSender } from './sender.ts';

/** The request that made something happen; both are null for what happens by itself. */
export interface EventCause {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  readonly clock: SandboxClock;
}

/** Records events and hands them to the webhook endpoints. */
export interface EventLog {
  /** Records that something happened to `object`, as it stands at this moment of the cause's clock; an update says what it was `before`. */
  emit(type: string, object: object, cause: EventCause, before?: object): EventObject;
}

/** Builds the event log of an account. */
export function createEventLog(store: AccountStore, sender: WebhookSender): EventLog {
  return {
    emit(type, object, { requestId, idempotencyKey, clock }, before) {
      const endpoints = store.webhookEndpoints.newestFirst((endpoint) => hears(endpoint, type));
      const event: EventObject = {
        id: objectId('evt'),
        object: 'event',
        api_version: API_VERSION,
        created: seconds(clock),
        data: {
          // Not a copy: what the store keeps is replaced when it changes, never altered.
          object,
          ...(before === undefined ? {} : { previous_attributes: previousAttributes(before, object) }),
        },
        livemode: false,
        pending_webhooks: endpoints.length,
        request: { id: requestId, idempotency_key: idempotencyKey },
        type,
      };
      store.events.set(event.id, event);
      for (const endpoint of endpoints) sender.send(store, event.id, endpoint.id);
      return event;
    },
  };
}
