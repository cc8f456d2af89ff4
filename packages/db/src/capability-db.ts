import type { Prisma } from './generated/client.ts';
import type { ModelsByCapability } from './generated/owners.ts';

/** A capability that has tables: the name of its file in prisma/schema. */
export type Capability = keyof ModelsByCapability;

type RawSql = '$queryRaw' | '$queryRawUnsafe' | '$executeRaw' | '$executeRawUnsafe';

/** A transaction of anybody's: no model can be reached by it. What joins its caller's transaction takes this. */
export type AnyTx = Pick<Prisma.TransactionClient, RawSql>;

/** A transaction as a capability sees it: its own models and no others. */
export type TxOf<C extends Capability> = AnyTx & Pick<Prisma.TransactionClient, ModelsByCapability[C]>;

/** The database as a capability sees it: its own models and no others, in transactions as well. */
export type DbOf<C extends Capability> = TxOf<C> & {
  /** Runs `work` in a transaction that commits when it returns and rolls back when it throws; times in ms. */
  $transaction<R>(
    work: (tx: TxOf<C>) => Promise<R>,
    options?: { maxWait?: number; timeout?: number; isolationLevel?: Prisma.TransactionIsolationLevel },
  ): Promise<R>;
};

/**
 * Lets a capability write its own rows in the transaction of another that called it: `joinTx<'mail'>(tx)`.
 * Throws TypeError on anything that is no Prisma client.
 */
export function joinTx<C extends Capability>(tx: AnyTx): TxOf<C> {
  if (!hasEveryModel(tx)) throw new TypeError('this is not a transaction of our database');
  return tx;
}

/** At run time every client has every model; only its type is narrowed. */
function hasEveryModel(tx: AnyTx): tx is Prisma.TransactionClient {
  return 'user' in tx;
}
