/** Lets time pass. Tests give one that they move by hand. */
export interface Timer {
  /** Runs `work` once `milliseconds` have passed; returns how to call it off. */
  after(milliseconds: number, work: () => void): () => void;
}

/** The machine's own timer. What waits on it does not keep the process alive. */
export const machineTimer: Timer = {
  after(milliseconds, work) {
    const timeout = setTimeout(work, milliseconds);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

/** Resolves once `milliseconds` have passed; at once for none. */
export function pause(timer: Timer, milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    timer.after(milliseconds, resolve);
  });
}
