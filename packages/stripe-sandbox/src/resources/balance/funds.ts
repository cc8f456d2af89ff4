import { testClockOf } from '../../clocks/customer-clock.ts';
import { ownerOf } from '../../clocks/request-clock.ts';
import { type OperationContext, seconds } from '../../context.ts';

/**
 * Turns pending money into available money once its `available_on` has come:
 * https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-available_on
 */
export function releaseDueFunds(context: OperationContext): void {
  const { store } = context;
  const now = seconds(context.clock);
  if (now < store.nextFundsRelease) return;
  const pending = pendingFunds(context, null);
  release(context, pending, now);
  store.nextFundsRelease = pending
    .filter(({ available_on }) => available_on > now)
    .reduce((next, { available_on }) => Math.min(next, available_on), Number.POSITIVE_INFINITY);
}

/** The same for the customers of a test clock, up to a moment of theirs in Unix seconds. */
export function releaseFundsOf(context: OperationContext, testClock: string, until: number): void {
  release(context, pendingFunds(context, testClock), until);
}

function pendingFunds({ store }: OperationContext, testClock: string | null) {
  return store.balanceTransactions.newestFirst(
    ({ status, source }) => status === 'pending' && testClockOf(store, ownerOf(store, source)) === testClock,
  );
}

function release({ store }: OperationContext, pending: ReturnType<typeof pendingFunds>, until: number): void {
  for (const transaction of pending) {
    if (transaction.available_on > until) continue;
    store.balanceTransactions.set(transaction.id, { ...transaction, status: 'available' });
  }
}
