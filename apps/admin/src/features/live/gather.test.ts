import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gather } from './gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the gathering of live changes', () => {
  it('hands over a burst of changes once, each of them once, and the next burst after it', () => {
    const batches: string[][] = [];
    const gathering = gather<string>(400, (items) => batches.push([...items]));
    for (const id of ['a', 'b', 'a']) gathering.add(id);
    vi.advanceTimersByTime(399);
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(1);
    gathering.add('c');
    vi.advanceTimersByTime(400);
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('hands over nothing after it was stopped', () => {
    const batches: string[][] = [];
    const gathering = gather<string>(400, (items) => batches.push([...items]));
    gathering.add('a');
    gathering.stop();
    vi.advanceTimersByTime(1_000);
    expect(batches).toEqual([]);
  });
});
