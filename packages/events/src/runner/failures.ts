import type { Db, Tx } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import type { PlacedEvent } from '../read.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { pauseAfter } from './pause.ts';
import type { RunnerSettings } from './settings.ts';

interface FailureDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: RunnerSettings;
}

/**
 * Notes that the event after the cursor failed when it stood alone. The subscription pauses, longer each time; after
 * the last try the event is parked and the cursor moves past it. Nothing is noted when the cursor is not any more as it
 * was read: then another process has tried as well, and has said so.
 */
export async function recordFailure(
  { db, clock, logger, settings }: FailureDeps,
  name: string,
  seen: Cursor,
  { at, event }: PlacedEvent,
  error: unknown,
): Promise<'more' | 'paused'> {
  const tries = seen.failures + 1;
  const parks = tries >= settings.maxTries;
  const now = clock.now();
  const message = messageOf(error);
  const noted = await db.$transaction(async (tx) => {
    const cursor = await lockCursor(tx, name, 'wait');
    if (cursor === null || !isAsSeen(cursor, seen)) return false;
    if (parks) {
      await park(tx, { subscription: name, eventId: event.id, error: message, attempts: tries, parkedAt: now });
      await moveCursor(tx, name, at, now);
    } else {
      await tx.eventSubscription.update({
        where: { name },
        data: {
          failures: tries,
          lastError: message,
          nextAttemptAt: new Date(now.getTime() + pauseAfter(tries, settings)),
          updatedAt: now,
        },
      });
    }
    return true;
  });
  const facts = { err: error, subscription: name, eventId: event.id, eventType: event.type, tries };
  if (noted && parks) logger.error(facts, 'event parked: a subscription could not apply it');
  else if (noted) logger.warn(facts, 'event could not be applied and is tried again');
  return noted && parks ? 'more' : 'paused';
}

function isAsSeen(cursor: Cursor, seen: Cursor): boolean {
  return cursor.at.xact === seen.at.xact && cursor.at.seq === seen.at.seq && cursor.failures === seen.failures;
}

interface ParkedRow {
  readonly subscription: string;
  readonly eventId: string;
  readonly error: string;
  readonly attempts: number;
  readonly parkedAt: Date;
}

/** An event may have been parked before its subscription was read anew. */
async function park(tx: Tx, { subscription, eventId, ...row }: ParkedRow): Promise<void> {
  const parked = { ...row, state: 'parked' as const, resolvedAt: null };
  await tx.parkedEvent.upsert({
    where: { subscription_eventId: { subscription, eventId } },
    create: { subscription, eventId, ...parked },
    update: parked,
  });
}

const LONGEST_MESSAGE = 2_000;

/** What an error says, as far as it is kept. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE);
}
