/** Told of every change: account, collection, id, and the object or null when it is gone. */
export type Persist = (account: string, collection: string, id: string, object: unknown) => void;

/** Objects of one kind by id, in the order they were made. */
export class Collection<T extends { readonly id: string }> {
  readonly #objects = new Map<string, T>();
  readonly #changed: (id: string, object: T | null) => void;

  constructor(changed: (id: string, object: T | null) => void) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(id: string): T | undefined {
    return this.#objects.get(id);
  }

  /** Keeps an object, new or changed. */
  set(id: string, object: T): T {
    this.#objects.set(id, object);
    this.#changed(id, object);
    return object;
  }

  delete(id: string): boolean {
    const existed = this.#objects.delete(id);
    if (existed) this.#changed(id, null);
    return existed;
  }

  /** Takes an object read back from the journal, telling nobody. */
  restore(id: string, object: T | null): void {
    if (object === null) this.#objects.delete(id);
    else this.#objects.set(id, object);
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  newestFirst(matches: (object: T) => boolean = () => true): T[] {
    return [...this.#objects.values()].filter(matches).reverse();
  }
}
