export interface Closable {
  close(): Promise<unknown>;
}

/** Remembers what has been started, and hands it back. */
export type Keep = <T extends Closable>(started: T) => T;

/** Runs a bench and then closes what it has started, the last first, however it ends. */
export async function runBench(bench: (keep: Keep) => Promise<void>): Promise<void> {
  const started: Closable[] = [];
  const closeAll = async () => {
    for (let last = started.pop(); last !== undefined; last = started.pop()) await last.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void closeAll().finally(() => process.exit(1)));
  try {
    await bench((last) => {
      started.push(last);
      return last;
    });
  } finally {
    await closeAll();
  }
}
