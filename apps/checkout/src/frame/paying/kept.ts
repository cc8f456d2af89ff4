/** Where small texts are kept for the life of a tab, or of this page where the browser keeps nothing. */
export interface Kept {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  delete(name: string): void;
}

/**
 * Keeps in the browser's storage and in memory, and never throws: storage is denied to frames of other sites, may be
 * full, and may refuse on access, on reading or on writing. `storage` is asked each time, as asking alone may throw.
 */
export function createKept(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Kept {
  // What this page wrote counts before what storage says, which may have refused it; null is deleted.
  const written = new Map<string, string | null>();
  return {
    get(name) {
      const known = written.get(name);
      if (known !== undefined) return known ?? undefined;
      return unless(() => storage().getItem(name)) ?? undefined;
    },
    set(name, value) {
      written.set(name, value);
      unless(() => storage().setItem(name, value));
    },
    delete(name) {
      written.set(name, null);
      unless(() => storage().removeItem(name));
    },
  };
}

function unless<T>(refused: () => T): T | undefined {
  try {
    return refused();
  } catch {
    return undefined;
  }
}
