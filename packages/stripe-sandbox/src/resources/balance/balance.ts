import type { OperationContext } from '../../context.ts';
import type { BalanceAmount, BalanceObject } from '../../store/objects/balance.ts';

/** The currency an account that has moved no money yet shows its zeros in. */
const DEFAULT_CURRENCY = 'usd';

/** What the account's transactions come to, by currency and by whether the money can be paid out yet. */
export function currentBalance({ store }: OperationContext): BalanceObject {
  const transactions = [...store.balanceTransactions.values()];
  const currencies = [...new Set(transactions.map(({ currency }) => currency))].sort();
  const sums = (wanted: 'available' | 'pending'): BalanceAmount[] =>
    (currencies.length === 0 ? [DEFAULT_CURRENCY] : currencies).map((currency) => {
      const amount = transactions
        .filter((transaction) => transaction.status === wanted && transaction.currency === currency)
        .reduce((sum, { net }) => sum + net, 0);
      return { amount, currency, source_types: { card: amount } };
    });
  return { object: 'balance', available: sums('available'), livemode: false, pending: sums('pending') };
}
