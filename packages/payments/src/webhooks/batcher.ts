/**
 * Collects what arrives while `atOnce` batches are at work and hands it over together: one insert and one commit for all
 * who wait, and no delay for one who is alone. A batch that fails fails everyone in it, so `write` must do its own splitting.
 */
export function createBatcher<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { maxItems, atOnce }: { readonly maxItems: number; readonly atOnce: number },
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let scheduled = false;
  let writing = 0;

  const schedule = () => {
    if (scheduled || writing >= atOnce || waiting.length === 0) return;
    scheduled = true;
    // After the requests that the event loop has already read, so that they share the first batch.
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  };

  const flush = async () => {
    const batch = waiting.slice(0, maxItems);
    waiting = waiting.slice(maxItems);
    writing += 1;
    try {
      const results = await write(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error('the batch answered fewer items than it was given'));
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      writing -= 1;
      schedule();
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
