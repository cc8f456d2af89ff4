import { describe, expect, it } from 'vitest';
import { tellEnd } from '../src/index.ts';

/** A stream of three items that the test looks over. */
function watched(fails = false) {
  const seen = { over: 0, leftBehind: 0 };
  async function* items() {
    try {
      yield 1;
      yield 2;
      if (fails) throw new Error('the log is gone');
      yield 3;
    } finally {
      seen.leftBehind += 1;
    }
  }
  return { seen, stream: tellEnd(items(), () => (seen.over += 1)) };
}

describe('the end of a stream', () => {
  it('is told once when it has come to its end', async () => {
    const { seen, stream } = watched();
    const items: number[] = [];
    for await (const item of stream) {
      expect(seen.over).toBe(0);
      items.push(item);
    }
    expect(items).toEqual([1, 2, 3]);
    expect(seen.over).toBe(1);
  });

  it('is told when it fails', async () => {
    const { seen, stream } = watched(true);
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow('the log is gone');
    expect(seen).toEqual({ over: 1, leftBehind: 1 });
  });

  it('is told when its reader leaves, and the stream hears of it', async () => {
    const { seen, stream } = watched();
    for await (const item of stream) if (item === 2) break;
    expect(seen).toEqual({ over: 1, leftBehind: 1 });
  });

  it('is told when its reader leaves before the first item', async () => {
    const { seen, stream } = watched();
    await stream[Symbol.asyncIterator]().return?.();
    expect(seen.over).toBe(1);
  });
});
