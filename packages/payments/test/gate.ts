import { createSql, type Sql } from '@flashstudio/db';
import type { TestDatabase } from '@flashstudio/db/testing';
import { lockPayment } from '../src/changes/lock-payments.ts';

/** Another process on the same database, which stands in the way of ours when it is told to. */
export interface Gate {
  /** Its connections. */
  readonly sql: Sql;
  /** Takes a payment's lock and keeps it until `release`. */
  hold(paymentId: string): Promise<{ release(): Promise<void> }>;
  /** Resolves when this many connections wait for a lock that somebody holds. */
  waiting(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a gate; what it holds is to be released before it is closed. */
export function createGate({ db, connectionString }: TestDatabase): Gate {
  const sql = createSql({ connectionString, onError: () => undefined });

  async function waiting(count: number): Promise<void> {
    const [blocked] = await db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (Number(blocked?.count ?? 0n) < count) return waiting(count);
  }

  return {
    sql,
    waiting,
    async hold(paymentId) {
      const held = Promise.withResolvers<void>();
      const end = Promise.withResolvers<void>();
      const transaction = sql.transaction(async (tx) => {
        await lockPayment(tx, paymentId);
        held.resolve();
        await end.promise;
      });
      await held.promise;
      return {
        async release() {
          end.resolve();
          await transaction;
        },
      };
    },
    close: () => sql.close(),
  };
}
