import { objectId, type SandboxClock, seconds } from '../context.ts';
import type { AccountStore, EndpointSecret } from '../store/account-store.ts';

/** A rolled secret stays good for a day unless told otherwise, Stripe's longest: https://docs.stripe.com/webhooks#roll-endpoint-secrets */
export const LONGEST_OVERLAP_SECONDS = 24 * 60 * 60;

/** The secrets deliveries to an endpoint are signed with now, the newest first. */
export function activeSecrets(store: AccountStore, endpointId: string, clock: SandboxClock): readonly string[] {
  const kept = store.endpointSecrets.get(endpointId);
  if (kept === undefined) return [];
  return [kept.value, ...stillGood(kept, seconds(clock)).map(({ value }) => value)];
}

/**
 * Gives an endpoint a new secret. The ones before it stay good for `overlapSeconds`, or less where they were to end
 * earlier anyway. Returns the new secret and until when, in Unix seconds, the one before it is good.
 */
export function rollSecret(
  store: AccountStore,
  endpointId: string,
  clock: SandboxClock,
  { secret = objectId('whsec', 32), overlapSeconds = LONGEST_OVERLAP_SECONDS }: RollOptions = {},
): { readonly secret: string; readonly previousUntil: number } {
  const now = seconds(clock);
  const previousUntil = now + overlapSeconds;
  const kept = store.endpointSecrets.get(endpointId);
  const retiring =
    kept === undefined || overlapSeconds === 0
      ? []
      : [
          { value: kept.value, until: previousUntil },
          ...stillGood(kept, now).map(({ value, until }) => ({ value, until: Math.min(until, previousUntil) })),
        ];
  store.endpointSecrets.set(endpointId, { id: endpointId, value: secret, retiring });
  return { secret, previousUntil };
}

export interface RollOptions {
  /** Default: a random one. */
  readonly secret?: string | undefined;
  /** How long both are active; a day by default, 0 ends the old one at once. */
  readonly overlapSeconds?: number | undefined;
}

function stillGood({ retiring = [] }: EndpointSecret, now: number) {
  return retiring.filter(({ until }) => until > now);
}
