import type { PlacedEvent } from '../read.ts';

/** What was delivered to a reader and not read yet. Bounded: a reader that is too slow has missed the rest. */
export interface TailQueue {
  add(events: readonly PlacedEvent[]): void;
  /** Empties the queue. */
  take(): readonly PlacedEvent[];
  /** Something was not kept, so it has to be read elsewhere. What is added after this call is kept again. */
  takeMissed(): boolean;
  /** Resolves when there is something to take, or the signal aborts. */
  filled(): Promise<void>;
  /** Listens to the signal no more. */
  close(): void;
}

const LONGEST_QUEUE = 1_000;

/** Makes an empty queue; `hasMissed` when there is something to read elsewhere first. */
export function createTailQueue(signal: AbortSignal, hasMissed: boolean): TailQueue {
  let waiting: PlacedEvent[] = [];
  let missed = hasMissed;
  let onFilled = () => {};
  const onAbort = () => onFilled();
  signal.addEventListener('abort', onAbort);

  return {
    add(events) {
      if (missed) return;
      if (waiting.length + events.length > LONGEST_QUEUE) {
        missed = true;
        waiting = [];
      } else {
        waiting.push(...events);
      }
      onFilled();
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    takeMissed() {
      const was = missed;
      missed = false;
      return was;
    },
    async filled() {
      if (waiting.length > 0 || missed || signal.aborted) return;
      await new Promise<void>((resolve) => {
        onFilled = resolve;
      });
    },
    close: () => signal.removeEventListener('abort', onAbort),
  };
}
