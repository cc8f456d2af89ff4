export interface Closable {
  close(): Promise<unknown>;
}

/** Remembers what has been started, and hands it back. */
export type Keep = <T extends Closable>(started: T) => T;

/** How long work that was ended early is waited for. */
const GRACE_MS = 8_000;

/**
 * Does some work and then closes what it has started, the last first, however it ends; an abort of `signal` ends it
 * early. Resolves with the work's result.
 */
export async function closing<T>(signal: AbortSignal | undefined, work: (keep: Keep) => Promise<T>): Promise<T> {
  const started: Closable[] = [];
  const closeAll = async () => {
    for (let last = started.pop(); last !== undefined; last = started.pop()) await last.close();
  };
  const working = work((last) => {
    started.push(last);
    return last;
  });
  try {
    return await Promise.race([working, untilAborted(signal)]);
  } finally {
    await closeAll();
    // It may be starting something just now.
    await Promise.race([working.catch(() => undefined), grace()]);
    await closeAll();
  }
}

/** The program may end before it is over. */
function grace(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref());
}

/** Aborts when somebody ends the program, by Ctrl-C for example. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => stop.abort(new Error(`told to stop (${name})`)));
  return stop.signal;
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
