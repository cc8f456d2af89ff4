import { PrismaPg } from '@prisma/adapter-pg';
import type { AnyTx } from './capability-db.ts';
import { Prisma, PrismaClient } from './generated/client.ts';

/** The whole database, for the container and tests. A capability takes `DbOf` with its own name. */
export type Db = PrismaClient;

/** The whole database inside a transaction. */
export type Tx = Prisma.TransactionClient;

/** Opens the database lazily. `poolSize` bounds the connections of this process. */
export function createDb({ connectionString, poolSize = 10 }: { connectionString: string; poolSize?: number }): Db {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString, max: poolSize }),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
}

/** Whether an error is PostgreSQL refusing a second row with the same unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** Takes a lock by name until the transaction ends; others that want the same name wait. */
export async function withAdvisoryLock(tx: AnyTx, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** PostgreSQL's own limit for a notification: https://www.postgresql.org/docs/current/sql-notify.html */
const MAX_PAYLOAD_BYTES = 7_999;

/** Tells every listener of a channel, when the transaction commits. Throws RangeError on a payload over 7,999 bytes. */
export async function notify(tx: AnyTx, channel: string, payload: string): Promise<void> {
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) throw new RangeError(`notification on ${channel} is too long`);
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
}
