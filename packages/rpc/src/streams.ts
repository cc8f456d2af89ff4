/** What open streams are counted by. */
export type StreamScope = 'session' | 'address';

/** Places for streams, which hold a connection and look at their session for as long as they live. */
export interface StreamPlaces {
  /**
   * Takes a place among the streams of a session or an address until the request is over, or the function it returns is
   * called. Throws `rate_limited` when there is none left.
   */
  take(scope: StreamScope, key: string): () => void;
}

/** The same stream, which calls `over` once when it ends, however it ends: by itself, by an error, or left by its reader. */
export function tellEnd<T>(stream: AsyncIterable<T>, over: () => void): AsyncIterable<T> {
  return {
    // No generator: one that is left before its first item runs none of its code, its last part included.
    [Symbol.asyncIterator]() {
      const items = stream[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const item = await items.next();
            if (item.done === true) over();
            return item;
          } catch (error) {
            over();
            throw error;
          }
        },
        async return(value: unknown) {
          over();
          return (await items.return?.(value)) ?? { done: true, value };
        },
      };
    },
  };
}

/** Whether a procedure answers with a stream. */
export function isStream(data: unknown): data is AsyncIterable<unknown> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}
