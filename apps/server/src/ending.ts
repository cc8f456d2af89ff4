import { systemScheduler, withDeadline } from '@flashstudio/platform';

/** Something that runs until it is stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** The end of the process: orderly, once, and the same however it comes about. */
export interface Ending {
  /** Aborts when the end begins: nothing new is started from then on. */
  readonly signal: AbortSignal;
  /** What is stopped at the end, the last one added first. Throws when the end has begun. */
  add(part: Stoppable): void;
  /** Stops every part, whatever the others do, then exits with this code. A second call changes nothing. */
  begin(code: number): void;
}

export interface EndingOptions {
  /** Leaves the process. */
  readonly exit: (code: number) => void;
  /** Hears of a part that did not stop. */
  readonly failed: (error: unknown) => void;
  /** How long one part may take, in ms: one that hangs must not keep the others running. */
  readonly withinMs?: number;
}

/** Longer than any part takes by itself: PostgreSQL is given 30 s. */
const WITHIN_MS = 40_000;

/** Signals that end a process unless it says otherwise; among them the end of its terminal (SIGHUP). */
const ENDING_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const;

export function createEnding({ exit, failed, withinMs = WITHIN_MS }: EndingOptions): Ending {
  const parts: Stoppable[] = [];
  const begun = new AbortController();

  const stopAll = async (): Promise<boolean> => {
    let orderly = true;
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await withDeadline(part.stop(), withinMs, systemScheduler, `a part did not stop within ${withinMs} ms`);
      } catch (error) {
        orderly = false;
        failed(error);
      }
    }
    return orderly;
  };

  return {
    signal: begun.signal,
    add(part) {
      begun.signal.throwIfAborted();
      parts.push(part);
    },
    begin(code) {
      if (begun.signal.aborted) return;
      begun.abort();
      void stopAll().then((orderly) => exit(orderly ? code : 1));
    },
  };
}

/**
 * Begins the end at whatever would end the process otherwise: signals, the end of the process that started it and keeps
 * a channel to it, and an error nobody caught. Only SIGKILL is left, which nobody hears.
 */
export function endInOrder(ending: Ending, told: (reason: string | Error) => void): void {
  const begin = (code: number, reason: string | Error) => {
    if (!ending.signal.aborted || reason instanceof Error) told(reason);
    ending.begin(code);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, () => begin(0, signal));
  if (process.connected) process.on('disconnect', () => begin(0, 'disconnect'));
  process.on('uncaughtException', (error) => {
    if (!isLostTerminal(error)) begin(1, error);
  });
  // A closed terminal, or a pipe nobody reads any more, is no reason to stop half-way.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isLostTerminal(error)) throw error;
    });
  }
}

function isLostTerminal(error: Error): boolean {
  return (
    'syscall' in error && error.syscall === 'write' && 'code' in error && ['EIO', 'EPIPE'].includes(String(error.code))
  );
}
