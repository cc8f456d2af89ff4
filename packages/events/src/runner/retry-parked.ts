import type { Tx } from '@flashstudio/db';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../read.ts';
import { lockCursor } from './cursor.ts';
import { messageOf } from './failures.ts';
import { type IfHeld, inBatch, type Reader, type StepDeps, type StepOutcome } from './step.ts';

/**
 * Applies the oldest parked event that someone asked to retry, under the cursor's lock; effect and resolution are one
 * transaction. An event that fails again is parked as before.
 */
export async function retryNextParked(deps: StepDeps, { subscription }: Reader, ifHeld: IfHeld): Promise<StepOutcome> {
  const { name } = subscription;
  let attempt: { readonly eventId: string } | undefined;
  try {
    const outcome = await inBatch(deps, async (tx): Promise<StepOutcome> => {
      if ((await lockCursor(tx, name, ifHeld)) === null) return 'busy';
      const event = await nextRetry(tx, name);
      if (event === undefined) return 'done';
      attempt = { eventId: event.id };
      await subscription.apply(tx, [event]);
      await tx.parkedEvent.update({
        where: { subscription_eventId: { subscription: name, eventId: event.id } },
        data: { state: 'applied', resolvedAt: deps.clock.now() },
      });
      return 'more';
    });
    deps.wake();
    return outcome;
  } catch (error) {
    if (attempt === undefined) throw error;
    const { eventId } = attempt;
    deps.logger.error({ err: error, subscription: name, eventId }, 'parked event failed again');
    await deps.db.parkedEvent.updateMany({
      where: { subscription: name, eventId, state: 'retrying' },
      data: { state: 'parked', error: messageOf(error), attempts: { increment: 1 } },
    });
    return 'more';
  }
}

async function nextRetry(tx: Tx, name: string) {
  const [row] = await tx.$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS} FROM parked_events p JOIN domain_events e ON e.id = p.event_id
    WHERE p.subscription = ${name} AND p.state = 'retrying' ORDER BY e.xact_id, e.seq LIMIT 1`;
  return row === undefined ? undefined : toEvent(row).event;
}
