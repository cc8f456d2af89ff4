import type { DecisionRecorder } from '@flashstudio/events';
import { type AuditActor, type AuditTrail, defineAuditAction } from '@flashstudio/rpc';

const eventRetried = defineAuditAction({ name: 'event.retried', subject: 'event', reason: 'needed' });
const eventSkipped = defineAuditAction({ name: 'event.skipped', subject: 'event', reason: 'needed' });
const subscriptionReset = defineAuditAction({ name: 'subscription.reset', subject: 'subscription', reason: 'needed' });

/** Writes down what people decide about readers of the event log, which lies below the audit and only knows this port. */
export function createDecisionRecorder(audit: AuditTrail): DecisionRecorder {
  return async (tx, { decision, subscription, eventId, outcome }) => {
    const { actor, cause, reason, name, address } = decision;
    const id = actor.id ?? actor.kind;
    const origin = {
      actor: { kind: KINDS[actor.kind], id, name: name ?? id },
      address: address ?? null,
      requestId: cause.requestId ?? null,
    };
    if (eventId === null)
      return audit.append(tx, origin, { action: subscriptionReset, subjectId: subscription, reason });
    await audit.append(tx, origin, {
      action: outcome === 'retrying' ? eventRetried : eventSkipped,
      subjectId: eventId,
      before: { subscription, state: 'parked' },
      after: { subscription, state: outcome },
      reason,
    });
  };
}

const KINDS = {
  person: 'person',
  api_key: 'api_key',
  system: 'system',
  customer: 'anonymous',
  stripe: 'system',
} as const satisfies Record<string, AuditActor['kind']>;
