import type { SandboxClock } from '../context.ts';
import type { AccountStore } from '../store/account-store.ts';
import { hears } from '../webhooks/hears.ts';
import { activeSecrets, type RollOptions, rollSecret } from '../webhooks/secrets.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { WebhookStress } from '../webhooks/stress.ts';

/** What can be done to webhooks from outside. */
export interface WebhookControl extends Pick<WebhookSender, 'hold' | 'release' | 'held' | 'deliveries'> {
  /** What is planned to happen to webhooks on their way. */
  readonly stress: Pick<WebhookStress, 'plan' | 'plans' | 'clear'>;
  /**
   * Gives an endpoint a new secret; the old one stays good for `overlapSeconds` by the sandbox's clock, a day by default,
   * and until then both signatures are in the header: https://docs.stripe.com/webhooks#roll-endpoint-secrets. Returns the
   * secret and, in Unix seconds, until when the old one is good; undefined for an endpoint that no account has.
   */
  roll(
    endpointId: string,
    options?: RollOptions,
  ): { readonly secret: string; readonly previousUntil: number } | undefined;
  /** The secrets an endpoint's deliveries are signed with now, the newest first. */
  secrets(endpointId: string): readonly string[];
  /**
   * Sends an event once more, without stress: to one enabled endpoint, or to all of its account that asked for events of
   * its type. Returns to how many; 0 when there is no such event or endpoint.
   */
  resend(eventId: string, endpointId?: string): number;
}

export function createWebhookControl({
  stores,
  sender,
  stress,
  clock,
}: {
  stores: readonly AccountStore[];
  sender: WebhookSender;
  stress: WebhookStress;
  clock: SandboxClock;
}): WebhookControl {
  const ownerOf = (endpointId: string) => stores.find((store) => store.webhookEndpoints.get(endpointId) !== undefined);
  return {
    hold: () => sender.hold(),
    release: (options) => sender.release(options),
    held: () => sender.held(),
    deliveries: () => sender.deliveries(),
    stress,
    roll(endpointId, options) {
      const store = ownerOf(endpointId);
      return store === undefined ? undefined : rollSecret(store, endpointId, clock, options);
    },
    secrets(endpointId) {
      const store = ownerOf(endpointId);
      return store === undefined ? [] : activeSecrets(store, endpointId, clock);
    },
    resend(eventId, endpointId) {
      const store = stores.find(({ events }) => events.get(eventId) !== undefined);
      const event = store?.events.get(eventId);
      if (store === undefined || event === undefined) return 0;
      const endpoints = store.webhookEndpoints.newestFirst((endpoint) =>
        endpointId === undefined
          ? hears(endpoint, event.type)
          : endpoint.status === 'enabled' && endpoint.id === endpointId,
      );
      for (const { id } of endpoints) sender.resend(store, eventId, id);
      return endpoints.length;
    },
  };
}
