import type { Db, Tx } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { appendEvents } from '../append.ts';
import { BEGINNING } from '../position.ts';
import { lockCursor, moveCursor } from '../runner/cursor.ts';
import type { Subscription } from '../subscription.ts';
import { type Decision, type DecisionRecorder, subscriptionReset } from './decisions.ts';

export type ResetOutcome =
  | 'reset'
  /** There is no such subscription. */
  | 'unknown'
  /** It does not say how to remove what it made: reading the log anew would make it twice. */
  | 'not_resettable';

/** Much may have to be removed; meanwhile the open transaction holds all readers back. */
const LONGEST_RESET_MS = 10 * 60 * 1_000;

/**
 * Removes all that a subscription made and sets its cursor before the first event, in one transaction; the batch at
 * hand is waited for. Its parked and skipped events are forgotten: they come again with all others.
 */
export async function resetSubscription(
  { db, clock, recordDecision }: { db: Db; clock: Clock; recordDecision?: DecisionRecorder | undefined },
  subscription: Subscription,
  decision: Decision,
): Promise<ResetOutcome> {
  const { name, clear } = subscription;
  if (clear === undefined) return 'not_resettable';
  const clearAndRewind = async (tx: Tx): Promise<ResetOutcome> => {
    if ((await lockCursor(tx, name, 'wait')) === null) return 'unknown';
    await clear(tx);
    await tx.parkedEvent.deleteMany({ where: { subscription: name } });
    await moveCursor(tx, name, BEGINNING, clock.now());
    const { actor, cause, reason } = decision;
    const event = subscriptionReset.create({ subjectId: name, shopId: null, actor, cause, data: { reason } });
    await appendEvents(tx, [event], { clock });
    await recordDecision?.(tx, { decision, subscription: name, eventId: null, outcome: 'reset' });
    return 'reset';
  };
  return db.$transaction(clearAndRewind, { timeout: LONGEST_RESET_MS });
}
