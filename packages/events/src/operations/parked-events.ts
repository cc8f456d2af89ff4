import type { Db, Tx } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { appendEvents } from '../append.ts';
import type { DomainEvent } from '../event.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../read.ts';
import { lockCursor } from '../runner/cursor.ts';
import { type Decision, type DecisionRecorder, subscriptionRetried, subscriptionSkipped } from './decisions.ts';

/** An event that a subscription was passed over with. */
export interface ParkedEvent {
  readonly subscription: string;
  readonly event: DomainEvent;
  /** `retrying`: someone asked, and the next runner that looks does it. */
  readonly state: 'parked' | 'retrying';
  /** What the last try failed with. */
  readonly error: string;
  readonly attempts: number;
  /** UTC. */
  readonly parkedAt: Date;
}

export interface ParkedRef {
  readonly subscription: string;
  readonly eventId: string;
}

/** Events that were passed over, for people to decide on. What they decide is told in the log itself. */
export interface ParkedEvents {
  /** The oldest 200 first, in the log's order. */
  list(filter?: { subscription?: string }): Promise<readonly ParkedEvent[]>;
  /** Has the event applied once more, after all that was applied since. */
  retry(parked: ParkedRef, decision: Decision): Promise<'retrying' | 'not_parked'>;
  /** Leaves the event unapplied for good, or until the subscription is reset. */
  skip(parked: ParkedRef, decision: Decision): Promise<'skipped' | 'not_parked'>;
}

export interface ParkedEventsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly recordDecision?: DecisionRecorder | undefined;
  /** Lets runners know that there is something to do. */
  wake(): void;
}

const LONGEST_LIST = 200;

/** Builds what people can do with parked events. */
export function createParkedEvents({ db, clock, recordDecision, wake }: ParkedEventsDeps): ParkedEvents {
  /** The cursor's lock keeps runners out, and comes before any write. */
  async function resolve<Outcome extends 'retrying' | 'skipped'>(
    tx: Tx,
    { subscription, eventId }: ParkedRef,
    state: Outcome,
    decision: Decision,
  ): Promise<Outcome | 'not_parked'> {
    await lockCursor(tx, subscription, 'wait');
    const { count } = await tx.parkedEvent.updateMany({
      where: { subscription, eventId, state: 'parked' },
      data: { state, resolvedAt: state === 'skipped' ? clock.now() : null },
    });
    if (count === 0) return 'not_parked';
    const definition = state === 'retrying' ? subscriptionRetried : subscriptionSkipped;
    const { actor, cause, reason } = decision;
    const event = definition.create({ subjectId: subscription, shopId: null, actor, cause, data: { eventId, reason } });
    await appendEvents(tx, [event], { clock });
    await recordDecision?.(tx, { decision, subscription, eventId, outcome: state });
    return state;
  }

  async function decide<Outcome extends 'retrying' | 'skipped'>(parked: ParkedRef, state: Outcome, decision: Decision) {
    const outcome = await db.$transaction((tx) => resolve(tx, parked, state, decision));
    wake();
    return outcome;
  }

  return {
    async list({ subscription } = {}) {
      const rows = await db.$queryRaw<(EventRow & ParkedColumns)[]>`
        SELECT ${EVENT_COLUMNS}, p.subscription, p.state::text AS state, p.error, p.attempts, p.parked_at
        FROM parked_events p JOIN domain_events e ON e.id = p.event_id
        WHERE p.state IN ('parked', 'retrying') AND p.subscription = coalesce(${subscription ?? null}, p.subscription)
        ORDER BY e.xact_id, e.seq LIMIT ${LONGEST_LIST}`;
      return rows.map((row) => ({
        subscription: row.subscription,
        event: toEvent(row).event,
        state: row.state,
        error: row.error,
        attempts: row.attempts,
        parkedAt: row.parked_at,
      }));
    },
    retry: (parked, decision) => decide(parked, 'retrying', decision),
    skip: (parked, decision) => decide(parked, 'skipped', decision),
  };
}

interface ParkedColumns {
  readonly subscription: string;
  readonly state: ParkedEvent['state'];
  readonly error: string;
  readonly attempts: number;
  readonly parked_at: Date;
}
