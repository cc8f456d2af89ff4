import type { Client } from 'pg';

/** What some connections did in a time. */
export interface Throughput {
  readonly count: number;
  readonly perSecond: number;
  /** Of one call, in milliseconds. */
  readonly median: number;
}

/** Has every connection repeat a transaction until the time is over. */
export async function repeat(
  clients: readonly Client[],
  seconds: number,
  transaction: (client: Client, index: number) => Promise<unknown>,
): Promise<Throughput> {
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const times: number[] = [];
  await Promise.all(
    clients.map(async (client, index) => {
      for (let start = performance.now(); start < end; start = performance.now()) {
        await transaction(client, index);
        times.push(performance.now() - start);
      }
    }),
  );
  const elapsed = (performance.now() - begin) / 1_000;
  return { count: times.length, perSecond: times.length / elapsed, median: median(times) };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
