import type { Db, Hints } from '@flashstudio/db';
import { type Clock, type Logger, type Scheduler, systemScheduler } from '@flashstudio/platform';
import type { DomainEvent } from './event.ts';
import type { DecisionRecorder } from './operations/decisions.ts';
import { createParkedEvents, type ParkedEvents } from './operations/parked-events.ts';
import { formatPosition } from './position.ts';
import { eventsOf, readHorizon } from './read.ts';
import { renumberRestoredLog } from './restore.ts';
import { createRunner, type Runner } from './runner/runner.ts';
import { DEFAULT_SETTINGS, type RunnerSettings } from './runner/settings.ts';
import type { Subscription } from './subscription.ts';
import { type TailOptions, tailEvents } from './tail/tail.ts';
import { createTailHub } from './tail/tail-hub.ts';

export interface EventLogDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  /** To other processes and from them; whoever made them stops them. */
  readonly hints: Hints;
  readonly scheduler?: Scheduler;
  readonly settings?: Partial<RunnerSettings>;
  /** Hears of what people decide about parked events and resets, for the audit. */
  readonly recordDecision?: DecisionRecorder;
}

/** The log of all that happened, as one process sees it. Events are written with `appendEvents`. */
export interface EventLog {
  /** To be done first, by every process and before anything is appended: renumbers a restored log, hears of hints. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** To be called after a commit that appended events: readers here look at once, those elsewhere soon. Costs nothing. */
  wake(): void;
  /** The runner of these subscriptions in this process. */
  runner(subscriptions: readonly Subscription[]): Runner;
  /** Every event after a place, as it becomes readable, until `signal` aborts. Throws `invalid_input` on no place. */
  tail(options: TailOptions): AsyncGenerator<DomainEvent, void>;
  /** The place of now, to `tail` after: what a client is told before its first event, so that it misses none. */
  head(): Promise<string>;
  /** What happened to these subjects, oldest first: the newest 1,000. */
  eventsOf(subjectIds: readonly string[]): Promise<readonly DomainEvent[]>;
  readonly parked: ParkedEvents;
}

const CHANNEL = 'domain_events';

/** Builds the event log on a database. */
export function createEventLog(deps: EventLogDeps): EventLog {
  const { db, clock, logger, hints, scheduler = systemScheduler, recordDecision } = deps;
  const settings = { ...DEFAULT_SETTINGS, ...deps.settings };
  const hub = createTailHub({ db, scheduler, logger });
  const runners: Runner[] = [];
  let stopHearing = () => {};

  function wakeReaders(): void {
    hub.wake();
    for (const runner of runners) runner.wake();
  }

  function wake(): void {
    wakeReaders();
    hints.send(CHANNEL);
  }

  return {
    async start() {
      await renumberRestoredLog({ db, logger });
      stopHearing = await hints.on(CHANNEL, wakeReaders);
    },
    async stop() {
      stopHearing();
      await hub.stop();
    },
    wake,
    runner(subscriptions) {
      const runner = createRunner({ db, clock, logger, scheduler, settings, recordDecision, wake }, subscriptions);
      runners.push(runner);
      return runner;
    },
    tail: (options) => tailEvents({ db, hub }, options),
    head: async () => formatPosition(await readHorizon(db)),
    eventsOf: (subjectIds) => eventsOf(db, subjectIds),
    parked: createParkedEvents({ db, clock, recordDecision, wake }),
  };
}
