import { type OperationContext, objectId, seconds } from '../../context.ts';
import { noSuch } from '../../http/errors.ts';
import type { BalanceTransactionObject } from '../../store/objects/balance-transaction.ts';

/** Fees in the sandbox: 2.9 % and 30 minor units, Stripe's list price for cards in the US: https://stripe.com/pricing */
const FEE_PER_MILLE = 29;
const FEE_FIXED = 30;

/** Two days, as for most accounts: https://docs.stripe.com/payouts#payout-speed */
const AVAILABLE_AFTER_SECONDS = 2 * 24 * 60 * 60;

export interface CapturedCharge {
  readonly id: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly availableAtOnce: boolean;
}

/** Books a captured charge less its fee; returns the transaction's id. */
export function bookCharge(context: OperationContext, charge: CapturedCharge): string {
  const { id, amount, currency, availableAtOnce } = charge;
  const fee = Math.round((amount * FEE_PER_MILLE) / 1_000) + FEE_FIXED;
  return book(context, { type: 'charge', source: id, amount, currency, fee }, availableAtOnce);
}

/** Books a refund; Stripe keeps the fee of the charge. */
export function bookRefund(context: OperationContext, refundId: string, amount: number, currency: string): string {
  return book(context, { type: 'refund', source: refundId, amount: -amount, currency, fee: 0 });
}

/** Books the money of a failed refund back. */
export function bookRefundFailure(
  context: OperationContext,
  refundId: string,
  amount: number,
  currency: string,
): string {
  return book(context, { type: 'refund_failure', source: refundId, amount, currency, fee: 0 });
}

/** Fee of a chargeback: https://stripe.com/pricing#disputes */
const DISPUTE_FEE = 1_500;

/** Books a chargeback: the money and its fee are taken until the dispute is won. */
export function bookDispute(context: OperationContext, disputeId: string, amount: number, currency: string): string {
  return book(context, { type: 'adjustment', source: disputeId, amount: -amount, currency, fee: DISPUTE_FEE });
}

/** Books the money of a won dispute back; the fee is returned with it. */
export function bookDisputeWon(context: OperationContext, disputeId: string, amount: number, currency: string): string {
  return book(context, { type: 'adjustment', source: disputeId, amount, currency, fee: -DISPUTE_FEE });
}

/** Finds a balance transaction. Throws Stripe's 404. */
export function findBalanceTransaction(context: OperationContext, id: string): BalanceTransactionObject {
  const entry = context.store.balanceTransactions.get(id);
  if (entry === undefined) throw noSuch('balance transaction', id);
  return entry;
}

function book(
  context: OperationContext,
  entry: Pick<BalanceTransactionObject, 'type' | 'source' | 'amount' | 'currency' | 'fee'>,
  availableAtOnce = false,
): string {
  const id = objectId('txn');
  const now = seconds(context.clock);
  const availableOn = availableAtOnce ? now : now + AVAILABLE_AFTER_SECONDS;
  context.store.nextFundsRelease = Math.min(context.store.nextFundsRelease, availableOn);
  context.store.balanceTransactions.set(id, {
    id,
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: now,
    currency: entry.currency,
    description: null,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.type,
    source: entry.source,
    status: availableAtOnce ? 'available' : 'pending',
    type: entry.type,
  });
  return id;
}
