import type { Db } from '@flashstudio/db';
import type { Logger, Scheduler } from '@flashstudio/platform';
import { createPatience, POLL_MS } from '../patience.ts';
import type { Position } from '../position.ts';
import { createPump } from '../pump.ts';
import { isHeldBack, type PlacedEvent, readAfter, readHorizon } from '../read.ts';

export interface TailHubDeps {
  readonly db: Db;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Reads news once for all who tail the log in this process, and not at all while nobody does. */
export interface TailHub {
  /** Delivers every event after `from`, in order, until `leave`. */
  join(deliver: Deliver): Promise<{ readonly from: Position; leave(): void }>;
  wake(): void;
  stop(): Promise<void>;
}

export type Deliver = (events: readonly PlacedEvent[]) => void;

const PAGE = 500;

/** Makes a hub, at rest until the first joins. */
export function createTailHub({ db, scheduler, logger }: TailHubDeps): TailHub {
  const members = new Set<Deliver>();
  const patience = createPatience();
  /** The place up to which all members have everything; null while there are none. */
  let head: Position | null = null;

  const pump = createPump({
    scheduler,
    retryMs: POLL_MS,
    onError: (error) => logger.error({ err: error }, 'the event log could not be read for live updates'),
    async look() {
      let hasNews = false;
      while (head !== null) {
        const from = head;
        const events = await readAfter(db, from, PAGE);
        // All left while it read, and perhaps others came, who begin elsewhere.
        if (head !== from) continue;
        head = events.at(-1)?.at ?? from;
        hasNews ||= events.length > 0;
        for (const deliver of members) deliver(events);
        if (events.length < PAGE) return patience({ heldBack: await isHeldBack(db), hasNews });
      }
      return null;
    },
  });

  return {
    async join(deliver) {
      const horizon = head ?? (await readHorizon(db));
      // Another may have joined meanwhile.
      head ??= horizon;
      members.add(deliver);
      pump.wake();
      return {
        from: head,
        leave() {
          members.delete(deliver);
          if (members.size === 0) head = null;
        },
      };
    },
    wake() {
      if (head !== null) pump.wake();
    },
    stop: () => pump.stop(),
  };
}
