import type { Db, Tx } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import { isAfter, type Position } from '../position.ts';
import type { PlacedEvent } from '../read.ts';
import type { NonEmpty, Subscription } from '../subscription.ts';
import { readBatch } from './batch.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { recordFailure } from './failures.ts';
import type { RunnerSettings } from './settings.ts';

export interface StepDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: RunnerSettings;
}

/** One subscription as a process works on it. */
export interface Reader {
  readonly subscription: Subscription;
  /** How many events to apply at once: fewer while looking for the one that fails. */
  limit: number;
  /** The last event of the batch that failed: until the cursor is there, the limit stays low. */
  suspectUntil: Position | null;
}

/** `more`: go on at once. `done`: nothing more to read now. `busy`: another process reads. `paused`: an event failed. */
export type StepOutcome = 'more' | 'done' | 'busy' | 'paused';

interface Attempt {
  readonly cursor: Cursor;
  readonly events: NonEmpty<PlacedEvent>;
}

/**
 * Applies a subscription's next batch and moves its cursor, in one transaction under the cursor's lock. When the batch
 * fails nothing of it is left, and smaller ones follow until the failing event stands alone. Throws when the database
 * could not be asked: that is no event's fault.
 */
export async function applyNextBatch(deps: StepDeps, reader: Reader, ifHeld: 'skip' | 'wait'): Promise<StepOutcome> {
  let attempt: Attempt | undefined;
  try {
    return await deps.db.$transaction(
      (tx) =>
        applyBatch(deps, tx, reader, ifHeld, (begun) => {
          attempt = begun;
        }),
      { timeout: deps.settings.batchTimeoutMs },
    );
  } catch (error) {
    if (attempt === undefined) throw error;
    return await narrowDown(deps, reader, attempt, error);
  }
}

async function applyBatch(
  deps: StepDeps,
  tx: Tx,
  reader: Reader,
  ifHeld: 'skip' | 'wait',
  onBegin: (attempt: Attempt) => void,
): Promise<StepOutcome> {
  const { subscription } = reader;
  const now = deps.clock.now();
  const cursor = await lockCursor(tx, subscription.name, ifHeld);
  if (cursor === null) return 'busy';
  if (cursor.nextAttemptAt !== null && cursor.nextAttemptAt > now) return 'paused';

  // After a failure the first event is the one that failed: it is tried alone.
  const limit = cursor.failures > 0 ? 1 : reader.limit;
  const { windowSize } = deps.settings;
  const { events, end, more } = await readBatch(tx, cursor.at, subscription.types, { limit, windowSize });
  if (end === null) return 'done';
  const [first, ...rest] = events;
  if (first !== undefined) {
    onBegin({ cursor, events: [first, ...rest] });
    await subscription.apply(tx, [first.event, ...rest.map(({ event }) => event)]);
  }
  await moveCursor(tx, subscription.name, end, now);
  widen(deps.settings, reader, end);
  return more ? 'more' : 'done';
}

/** Back to full batches once the failing batch is behind. */
function widen(settings: RunnerSettings, reader: Reader, at: Position): void {
  if (reader.suspectUntil !== null && isAfter(reader.suspectUntil, at)) return;
  reader.suspectUntil = null;
  reader.limit = settings.batchSize;
}

async function narrowDown(deps: StepDeps, reader: Reader, attempt: Attempt, error: unknown): Promise<StepOutcome> {
  const { cursor, events } = attempt;
  if (events.length > 1) {
    reader.suspectUntil ??= events.at(-1)?.at ?? null;
    reader.limit = Math.ceil(events.length / 2);
    return 'more';
  }
  return await recordFailure(deps, reader.subscription.name, cursor, events[0], error);
}
