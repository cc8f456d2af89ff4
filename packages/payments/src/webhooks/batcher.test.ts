import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

/** A batcher whose batches are held until they are told to end. */
function heldBatches(atOnce: number, maxItems = 100) {
  const batches: {
    items: readonly number[];
    end: (results: readonly string[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const hand = createBatcher<number, string>(
    (items) => new Promise((resolve, reject) => batches.push({ items, end: resolve, fail: reject })),
    { maxItems, atOnce },
  );
  const begun = (count: number) => expect.poll(() => batches.length, { interval: 1 }).toBe(count);
  const answer = (index: number) => batches[index]?.end(batches[index].items.map(String));
  return { hand, begun, answer, batches, itemsOf: () => batches.map(({ items }) => items) };
}

/** Lets whatever is due happen. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  it('hands over at once what came in the same moment, and what comes meanwhile together when a batch is done', async () => {
    const { hand, begun, answer, itemsOf } = heldBatches(1);
    const first = [1, 2, 3].map(hand);
    await begun(1);
    const second = [4, 5].map(hand);
    await aTurn();
    await aTurn();
    expect(itemsOf()).toEqual([[1, 2, 3]]);
    answer(0);
    expect(await Promise.all(first)).toEqual(['1', '2', '3']);
    await begun(2);
    expect(itemsOf()).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    answer(1);
    expect(await Promise.all(second)).toEqual(['4', '5']);
  });

  it('has so many batches at work as it is told, and no more', async () => {
    const { hand, begun, answer, itemsOf } = heldBatches(2);
    const all = [hand(1)];
    await begun(1);
    all.push(hand(2));
    await begun(2);
    all.push(hand(3), hand(4));
    await aTurn();
    await aTurn();
    expect(itemsOf()).toEqual([[1], [2]]);
    answer(1);
    await begun(3);
    expect(itemsOf()).toEqual([[1], [2], [3, 4]]);
    answer(0);
    answer(2);
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4']);
  });

  it('splits what is more than a batch may hold', async () => {
    const { hand, begun, answer, itemsOf } = heldBatches(1, 2);
    const all = [1, 2, 3].map(hand);
    await begun(1);
    answer(0);
    await begun(2);
    answer(1);
    expect(await Promise.all(all)).toEqual(['1', '2', '3']);
    expect(itemsOf()).toEqual([[1, 2], [3]]);
  });

  it('that fails fails everybody in the batch, and goes on with the next', async () => {
    const { hand, begun, answer, batches } = heldBatches(1);
    const failing = Promise.allSettled([1, 2].map(hand));
    await begun(1);
    batches[0]?.fail(new Error('the database is gone'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = hand(3);
    await begun(2);
    answer(1);
    expect(await next).toBe('3');
  });
});
