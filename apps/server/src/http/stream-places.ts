import { AppError } from '@flashstudio/platform';
import type { StreamPlaces, StreamScope } from '@flashstudio/rpc';

/** How many streams may be open at once, of one session and of one address. */
export type StreamLimits = Readonly<Record<StreamScope, number>>;

/** The open streams of this process. */
export interface OpenStreams {
  /** The places as one request takes them; `refused` is told of the first it did not get, and all are free when `over` aborts. */
  of(request: { readonly over: AbortSignal; readonly refused: () => void }): StreamPlaces;
}

/** Counts open streams. */
export function createOpenStreams(limits: StreamLimits): OpenStreams {
  const open = new Map<string, number>();
  const count = (key: string, change: 1 | -1) => {
    const now = (open.get(key) ?? 0) + change;
    if (now === 0) open.delete(key);
    else open.set(key, now);
  };

  return {
    of: ({ over, refused }) => ({
      take(scope, name) {
        const key = `${scope} ${name}`;
        if ((open.get(key) ?? 0) >= limits[scope]) {
          refused();
          throw new AppError('rate_limited', SENTENCES[scope]);
        }
        count(key, 1);
        const release = () => {
          over.removeEventListener('abort', release);
          if (!held) return;
          held = false;
          count(key, -1);
        };
        let held = true;
        // Who is gone reads nothing to its end.
        if (over.aborted) release();
        else over.addEventListener('abort', release);
        return release;
      },
    }),
  };
}

const SENTENCES: Readonly<Record<StreamScope, string>> = {
  session: 'Too many pages of yours follow along at once. Close one of them, and this one will.',
  address: 'Too many pages follow along from your network at once. Close some of them, or try again later.',
};
