import { randomUUID } from 'node:crypto';
import type { Logger, Scheduler } from '@flashstudio/platform';
import type { Listener } from './listener.ts';

/** Tells other processes that there is something new to read, without saying what. A hint may be lost: poll as well. */
export interface Hints {
  /** Hints at news on a channel: the first at once, all that follow within the interval as one at its end. */
  send(channel: string): void;
  /**
   * Calls back when another process hints, and after a lost connection, when hints may have been missed. Resolves with
   * how to stop that once hints are heard.
   */
  on(channel: string, callback: () => void): Promise<() => void>;
  /** Drops what was not sent yet. */
  stop(): void;
}

export interface HintsDeps {
  readonly listener: Listener;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** At most one hint per channel in this many milliseconds. */
  readonly everyMs?: number;
}

/**
 * Makes hints that cost the hot path nothing: a NOTIFY inside a transaction takes a lock that serialises all commits,
 * so these go over the listener's own connection, after the commit and not for each commit.
 */
export function createHints({ listener, scheduler, logger, everyMs = 50 }: HintsDeps): Hints {
  const self = randomUUID();
  const pauses = new Map<string, { again: boolean; readonly end: () => void }>();

  function send(channel: string): void {
    const pause = pauses.get(channel);
    if (pause !== undefined) {
      pause.again = true;
      return;
    }
    listener.tell(channel, self).catch((error: unknown) => logger.warn({ err: error, channel }, 'a hint was lost'));
    const end = scheduler.after(everyMs, () => {
      const again = pauses.get(channel)?.again ?? false;
      pauses.delete(channel);
      if (again) send(channel);
    });
    pauses.set(channel, { again: false, end });
  }

  return {
    send,
    async on(channel, callback) {
      const forget = listener.onReconnect(callback);
      const leave = await listener.on(channel, (sender) => {
        if (sender !== self) callback();
      });
      return () => {
        forget();
        leave();
      };
    },
    stop() {
      for (const { end } of pauses.values()) end();
      pauses.clear();
    },
  };
}
