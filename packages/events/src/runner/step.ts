import type { Db, Tx } from '@flashstudio/db';
import { type Clock, type Logger, type Scheduler, withDeadline } from '@flashstudio/platform';
import type { PlacedEvent } from '../read.ts';
import type { NonEmpty, Subscription } from '../subscription.ts';
import { readBatch } from './batch.ts';
import { type Cursor, lockCursor, moveCursor } from './cursor.ts';
import { recordFailure } from './failures.ts';
import type { RunnerSettings } from './settings.ts';

export interface StepDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly settings: RunnerSettings;
  /** Lets readers know that a batch has appended events of its own. */
  wake(): void;
}

/** One subscription as a process works on it. */
export interface Reader {
  readonly subscription: Subscription;
  /** How many events to apply at once: fewer while looking for the one that fails. */
  limit: number;
  /** How many events of the batch that failed are still ahead: until they are behind, the limit stays low. */
  suspects: number;
}

/** Whether to wait for another process that reads the subscription, or to leave it to that one. */
export type IfHeld = 'skip' | 'wait';

/** `more`: go on at once. `done`: nothing more to read now. `busy`: another process reads. `paused`: an event failed. */
export type StepOutcome = 'more' | 'done' | 'busy' | 'paused';

/** What a batch began with, for when it fails. */
interface Attempt {
  readonly cursor: Cursor;
  readonly events: NonEmpty<PlacedEvent>;
}

/**
 * Applies a subscription's next batch and moves its cursor, in one transaction under the cursor's lock. When the batch
 * fails nothing of it is left, and smaller ones follow until the failing event stands alone. Throws when the database
 * could not be asked: that is no event's fault.
 */
export async function applyNextBatch(deps: StepDeps, reader: Reader, ifHeld: IfHeld): Promise<StepOutcome> {
  let attempt: Attempt | undefined;
  const onBegin = (begun: Attempt) => {
    attempt = begun;
  };
  try {
    const { outcome, appended } = await inBatch(deps, (tx) => applyBatch(deps, tx, reader, ifHeld, onBegin));
    if (appended) deps.wake();
    return outcome;
  } catch (error) {
    if (attempt === undefined) throw error;
    return await narrowDown(deps, reader, attempt, error);
  }
}

/** The database may give up a little later than we do, so that the reason is ours to tell. */
const GRACE_MS = 5_000;

/** Runs a transaction that ends in time, even when what runs in it never does. */
export function inBatch<T>({ db, settings, scheduler }: StepDeps, run: (tx: Tx) => Promise<T>): Promise<T> {
  const { batchTimeoutMs } = settings;
  return db.$transaction((tx) => withDeadline(run(tx), batchTimeoutMs, scheduler), {
    timeout: batchTimeoutMs + GRACE_MS,
  });
}

async function applyBatch(
  { clock, settings }: StepDeps,
  tx: Tx,
  reader: Reader,
  ifHeld: IfHeld,
  onBegin: (attempt: Attempt) => void,
): Promise<{ outcome: StepOutcome; appended: boolean }> {
  const { subscription } = reader;
  const now = clock.now();
  const cursor = await lockCursor(tx, subscription.name, ifHeld);
  if (cursor === null) return { outcome: 'busy', appended: false };
  if (cursor.nextAttemptAt !== null && cursor.nextAttemptAt > now) return { outcome: 'paused', appended: false };

  // After a failure the first event is the one that failed: it is tried alone.
  const limit = cursor.failures > 0 ? 1 : reader.limit;
  const { windowSize } = settings;
  const { events, end, more } = await readBatch(tx, cursor.at, subscription.types, { limit, windowSize });
  if (end === null) return { outcome: 'done', appended: false };
  const [first, ...rest] = events;
  if (first !== undefined) {
    onBegin({ cursor, events: [first, ...rest] });
    await subscription.apply(tx, [first.event, ...rest.map(({ event }) => event)]);
  }
  const { appended } = await moveCursor(tx, subscription.name, end, now);
  leaveBehind(reader, events.length, settings);
  return { outcome: more ? 'more' : 'done', appended };
}

/** Back to full batches once all of the batch that failed is behind. */
function leaveBehind(reader: Reader, count: number, settings: RunnerSettings): void {
  reader.suspects = Math.max(0, reader.suspects - count);
  if (reader.suspects === 0) reader.limit = settings.batchSize;
}

async function narrowDown(
  deps: StepDeps,
  reader: Reader,
  { cursor, events }: Attempt,
  error: unknown,
): Promise<StepOutcome> {
  if (events.length === 1) {
    leaveBehind(reader, reader.suspects, deps.settings);
    return await recordFailure(deps, reader.subscription.name, cursor, events[0], error);
  }
  if (reader.suspects === 0) reader.suspects = events.length;
  reader.limit = Math.ceil(events.length / 2);
  return 'more';
}
