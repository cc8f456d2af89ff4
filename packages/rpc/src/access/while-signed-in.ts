/** Passes on what a stream tells until `watch` calls its end, which cuts off what the stream waits for as well. */
export async function* whileSignedIn(
  stream: AsyncIterable<unknown>,
  watch: (end: () => void) => () => void,
  cutOff: () => void,
): AsyncGenerator<unknown> {
  const over = Promise.withResolvers<'over'>();
  const stop = watch(() => {
    over.resolve('over');
    cutOff();
  });
  const items = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([over.promise, items.next()]);
      if (next === 'over' || next.done === true) return;
      yield next.value;
    }
  } finally {
    stop();
    // A generator that waits answers this only when its signal has ended the waiting.
    items.return?.().catch(() => undefined);
  }
}
