import { describe, expect, it } from 'vitest';
import { createKept } from './kept.ts';

function browserStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

function refuse(): never {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
}

describe('what a tab keeps', () => {
  it('outlives a reload where the browser stores', () => {
    const storage = browserStorage();
    createKept(() => storage).set('a', '1');
    expect(createKept(() => storage).get('a')).toBe('1');
    createKept(() => storage).delete('a');
    expect(createKept(() => storage).get('a')).toBeUndefined();
  });

  it.each([
    ['asking for the storage', refuse],
    ['reading', () => ({ ...browserStorage(), getItem: refuse })],
    ['writing', () => ({ ...browserStorage(), setItem: refuse })],
    ['deleting', () => ({ ...browserStorage(), removeItem: refuse })],
  ])('is kept in memory when the browser refuses %s', (_what, storage) => {
    const kept = createKept(storage);
    expect(kept.get('a')).toBeUndefined();
    kept.set('a', '1');
    expect(kept.get('a')).toBe('1');
    kept.delete('a');
    expect(kept.get('a')).toBeUndefined();
  });

  it('stays deleted for this page when the browser goes on storing it', () => {
    const storage = browserStorage();
    storage.setItem('a', 'old');
    const kept = createKept(() => ({ ...storage, removeItem: refuse }));
    expect(kept.get('a')).toBe('old');
    kept.delete('a');
    expect(kept.get('a')).toBeUndefined();
  });
});
