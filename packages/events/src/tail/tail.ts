import type { Db } from '@flashstudio/db';
import type { DomainEvent } from '../event.ts';
import { isAfter, type Position, parsePosition } from '../position.ts';
import { findPlace, type PlacedEvent, readAfter } from '../read.ts';
import { createTailQueue } from './queue.ts';
import type { TailHub } from './tail-hub.ts';

export interface TailOptions {
  /** Goes on after this place, the `position` of an event or what `head` told; null: from now on. */
  readonly after: string | null;
  readonly signal: AbortSignal;
}

const PAGE = 500;

/**
 * Every event after a place, in order and each once, until `signal` aborts. What was missed is read from the database
 * while the hub already delivers, so there is no gap where one goes over into the other. Throws `invalid_input` when
 * `after` is no place in a log.
 */
export async function* tailEvents(
  { db, hub }: { db: Db; hub: TailHub },
  { after, signal }: TailOptions,
): AsyncGenerator<DomainEvent, void> {
  const asked = after === null ? null : await findPlace(db, parsePosition(after));
  const queue = createTailQueue(signal, asked !== null);
  const { from, leave } = await hub.join(queue.add);
  let last = asked ?? from;
  try {
    while (!signal.aborted) {
      for await (const { at, event } of queue.takeMissed() ? readOn(db, last) : queue.take()) {
        if (signal.aborted) return;
        if (!isAfter(at, last)) continue;
        last = at;
        yield event;
      }
      await queue.filled();
    }
  } finally {
    leave();
    queue.close();
  }
}

async function* readOn(db: Db, after: Position): AsyncGenerator<PlacedEvent, void> {
  for (let last = after; ; ) {
    const page = await readAfter(db, last, PAGE);
    yield* page;
    last = page.at(-1)?.at ?? last;
    if (page.length < PAGE) return;
  }
}
