import { createSql, type Sql, type SqlTx } from '@flashstudio/db';
import type { TestDatabase } from '@flashstudio/db/testing';
import { expect } from 'vitest';
import { lockPayment } from '../src/changes/lock-payments.ts';
import type { LockedPayment } from '../src/changes/records.ts';

/** Another process on the same database, which stands in the way of ours when it is told to. */
export interface Gate {
  /** Its connections. */
  readonly sql: Sql;
  /** Takes a payment's lock and keeps it until `release`; then does some work under it and commits. */
  hold(
    paymentId: string,
    work?: (tx: SqlTx, locked: LockedPayment) => Promise<void>,
  ): Promise<{ release(): Promise<void> }>;
  /** Resolves when so many connections, and no more, wait for a lock that somebody holds. */
  waiting(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a gate; what it holds is to be released before it is closed. */
export function createGate({ db, connectionString }: TestDatabase): Gate {
  const sql = createSql({ connectionString, onError: () => undefined });

  return {
    sql,
    async waiting(count) {
      const blocked = () => db.$queryRaw`
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await expect.poll(blocked, { interval: 5 }).toHaveLength(count);
    },
    async hold(paymentId, work) {
      const held = Promise.withResolvers<void>();
      const end = Promise.withResolvers<void>();
      const transaction = sql.transaction(async (tx) => {
        const locked = await lockPayment(tx, paymentId);
        if (locked === undefined) throw new Error('there is no such payment');
        held.resolve();
        await end.promise;
        await work?.(tx, locked);
      });
      await Promise.race([held.promise, transaction]);
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
