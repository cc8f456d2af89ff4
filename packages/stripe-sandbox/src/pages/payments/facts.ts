import type { AccountStore } from '../../store/account-store.ts';
import type { BalanceTransactionObject } from '../../store/objects/balance-transaction.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { CustomerObject } from '../../store/objects/customer.ts';
import type { DisputeObject } from '../../store/objects/dispute.ts';
import type { EventObject } from '../../store/objects/event.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { RefundObject } from '../../store/objects/refund.ts';
import { type PaymentStatus, paymentStatus } from '../parts/statuses.ts';

/** A payment as a row of the list shows it. */
export interface PaymentRow {
  readonly intent: PaymentIntentObject;
  readonly charge: ChargeObject | undefined;
  readonly customer: CustomerObject | undefined;
  readonly status: PaymentStatus;
}

/** Everything an account knows about one payment. Lists stand oldest first. */
export interface PaymentFacts extends PaymentRow {
  readonly charges: readonly ChargeObject[];
  readonly refunds: readonly RefundObject[];
  readonly disputes: readonly DisputeObject[];
  readonly transactions: readonly BalanceTransactionObject[];
  readonly events: readonly EventObject[];
}

/** Rows for the payments of an account, newest first. */
export function paymentRows(
  store: AccountStore,
  matches?: (intent: PaymentIntentObject) => boolean,
): readonly PaymentRow[] {
  const disputes = new Map([...store.disputes.values()].map((dispute) => [dispute.charge, dispute]));
  return store.paymentIntents.newestFirst(matches).map((intent) => {
    const charge = latestCharge(store, intent);
    const dispute = charge === undefined ? undefined : disputes.get(charge.id);
    return { intent, charge, customer: customerOf(store, intent), status: paymentStatus(intent, charge, dispute) };
  });
}

/** Gathers what belongs to a payment: its charges, what was given back or contested, its bookings and its events. */
export function paymentFacts(store: AccountStore, intent: PaymentIntentObject): PaymentFacts {
  const belongs = (object: { readonly payment_intent: string | null }) => object.payment_intent === intent.id;
  const charges = [...store.charges.values()].filter(belongs);
  const refunds = [...store.refunds.values()].filter(belongs);
  const disputes = [...store.disputes.values()].filter(belongs);
  const sources = new Set([...charges, ...refunds, ...disputes].map(({ id }) => id));
  const charge = latestCharge(store, intent);
  return {
    intent,
    charge,
    customer: customerOf(store, intent),
    status: paymentStatus(intent, charge, disputes.at(-1)),
    charges,
    refunds,
    disputes,
    transactions: [...store.balanceTransactions.values()].filter(({ source }) => sources.has(source)),
    events: [...store.events.values()].filter((event) => concerns(event, intent.id)),
  };
}

function latestCharge(store: AccountStore, intent: PaymentIntentObject): ChargeObject | undefined {
  return intent.latest_charge === null ? undefined : store.charges.get(intent.latest_charge);
}

function customerOf(store: AccountStore, intent: PaymentIntentObject): CustomerObject | undefined {
  return intent.customer === null ? undefined : store.customers.get(intent.customer);
}

/** Charges, refunds and disputes name their payment; the payment's own events are about itself. */
function concerns(event: EventObject, intentId: string): boolean {
  const { object } = event.data;
  if (typeof object !== 'object' || object === null) return false;
  return (
    ('id' in object && object.id === intentId) || ('payment_intent' in object && object.payment_intent === intentId)
  );
}
