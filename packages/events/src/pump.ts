import type { Scheduler } from '@flashstudio/platform';

/** Does one thing again and again: when woken, and when it says itself that it wants to look again. */
export interface Pump {
  /** Asks for a look. All that ask while one is under way, or in the short pause after it, share the next one. */
  wake(): void;
  /** Looks no more; resolves when the look under way is done. */
  stop(): Promise<void>;
}

export interface PumpDeps {
  readonly scheduler: Scheduler;
  /** Does what there is to do; resolves with the milliseconds until it wants to look again, or null: when woken only. */
  look(): Promise<number | null>;
  /** A look failed; it is repeated after `retryMs`. */
  onError(error: unknown): void;
  readonly retryMs: number;
}

/** The pause after a look: under load it makes few large batches out of many small ones. */
const PAUSE_MS = 50;

/** Makes a pump, at rest until it is first woken. */
export function createPump({ scheduler, look, onError, retryMs }: PumpDeps): Pump {
  let state: 'resting' | 'looking' | 'pausing' | 'stopped' = 'resting';
  let woken = false;
  let current: Promise<void> = Promise.resolve();
  let callOff = () => {};

  function begin(): void {
    callOff();
    state = 'looking';
    woken = false;
    current = lookOnce();
  }

  async function lookOnce(): Promise<void> {
    const next = await look().catch((error: unknown) => {
      onError(error);
      return retryMs;
    });
    if (state === 'stopped') return;
    state = 'pausing';
    callOff = scheduler.after(PAUSE_MS, () => {
      state = 'resting';
      if (woken) begin();
      else if (next !== null) callOff = scheduler.after(Math.max(0, next - PAUSE_MS), begin);
    });
  }

  return {
    wake() {
      woken = true;
      if (state === 'resting') begin();
    },
    async stop() {
      state = 'stopped';
      callOff();
      await current;
    },
  };
}
