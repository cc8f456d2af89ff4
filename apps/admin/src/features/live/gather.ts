export interface Gathering<Item> {
  add(item: Item): void;
  /** Drops what was gathered and calls back no more. */
  stop(): void;
}

/** Hands over what arrives in batches, each item once per batch: the first after `everyMs`, the rest no more often than that. */
export function gather<Item>(everyMs: number, handOver: (items: ReadonlySet<Item>) => void): Gathering<Item> {
  let items = new Set<Item>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(item) {
      items.add(item);
      timer ??= setTimeout(() => {
        const gathered = items;
        items = new Set();
        timer = undefined;
        handOver(gathered);
      }, everyMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      items = new Set();
    },
  };
}
