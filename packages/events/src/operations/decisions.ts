import type { Tx } from '@flashstudio/db';
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import type { Actor, Cause } from '../event.ts';

/** Who asked for something to be done to a subscription, and why. */
export interface Decision {
  readonly actor: Actor;
  readonly cause: Cause;
  readonly reason: string;
  /** The actor as people read it, such as an e-mail address. */
  readonly name?: string;
  /** IP address of who asked. */
  readonly address?: string;
}

/** What was decided. */
export interface Decided {
  readonly decision: Decision;
  readonly subscription: string;
  /** Null when the whole subscription was reset. */
  readonly eventId: string | null;
  readonly outcome: 'retrying' | 'skipped' | 'reset';
}

/** Writes a decision down in the transaction that carries it out, as its last statement. What it throws undoes the decision. */
export type DecisionRecorder = (tx: Tx, decided: Decided) => Promise<void>;

const onParked = z.object({ eventId: z.string(), reason: z.string() });

/** Someone asked to retry a parked event. */
export const subscriptionRetried = defineEvent({
  type: 'subscription.retried',
  version: 1,
  subject: 'subscription',
  data: onParked,
});

/** Someone decided that a parked event is never applied. */
export const subscriptionSkipped = defineEvent({
  type: 'subscription.skipped',
  version: 1,
  subject: 'subscription',
  data: onParked,
});

/** Someone had a subscription read the log anew. */
export const subscriptionReset = defineEvent({
  type: 'subscription.reset',
  version: 1,
  subject: 'subscription',
  data: z.object({ reason: z.string() }),
});
