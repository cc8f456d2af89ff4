import type { AttemptStatus, LedgerKind, OrderStatus } from '@flashstudio/db';
import type { PaymentStatus } from '../machine/payment-machine.ts';

/** A payment as its row stands. Money in minor units of `currency`, times UTC. */
export interface PaymentRecord {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amount: bigint;
  readonly currency: string;
  readonly capturedAmount: bigint;
  readonly stripePaymentIntentId: string | null;
  /** Newest moment of Stripe's history that the row reflects, by Stripe's clock. */
  readonly stripeAsOf: Date | null;
  readonly failureClass: string | null;
  readonly failureCode: string | null;
  readonly declineCode: string | null;
  readonly failureMessage: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly finalizedAt: Date | null;
  readonly succeededAt: Date | null;
  /** When the last attempt began or ended; null exactly while the payment has no attempt. */
  readonly lastAttemptAt: Date | null;
  /** How what Stripe has differs from the order, a sentence a line; null while all agrees. */
  readonly reviewReason: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An attempt as its row stands. */
export interface AttemptRecord {
  readonly id: string;
  readonly paymentId: string;
  readonly status: AttemptStatus;
  /** Equals `paymentId` while the attempt is in flight, else null. */
  readonly openForPaymentId: string | null;
  readonly confirmationTokenId: string | null;
  readonly stripeChargeId: string | null;
  readonly failureClass: string | null;
  readonly failureCode: string | null;
  readonly declineCode: string | null;
  readonly adviceCode: string | null;
  readonly networkDeclineCode: string | null;
  readonly failureMessage: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** A movement of money: signed minor units, positive is money to us. */
export interface LedgerRecord {
  readonly id: string;
  readonly paymentId: string;
  readonly kind: LedgerKind;
  readonly amount: bigint;
  readonly currency: string;
  readonly stripeObjectId: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
}

/** A payment that this transaction holds: nobody else changes it until the commit. */
export interface LockedPayment {
  readonly payment: PaymentRecord;
  readonly shopId: string;
  readonly customerId: string | null;
  /** Of the payment's order, which moves with its payments alone. */
  readonly orderStatus: OrderStatus;
  /** Oldest first. */
  readonly attempts: readonly AttemptRecord[];
}
