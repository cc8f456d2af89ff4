import type { Tx } from '@flashstudio/db';
import { type ReceiptDeps, sendReceipt } from './receipt/send-receipt.ts';

export type NotificationsDeps = ReceiptDeps;

/** Decides who is told what, and when. */
export interface Notifications {
  /** Tells the customer, in the caller's transaction, that their payment has arrived: once, however often it is told. */
  paymentCaptured(tx: Tx, paymentId: string): Promise<void>;
}

/** Builds what decides on notifications. */
export function createNotifications(deps: NotificationsDeps): Notifications {
  return {
    paymentCaptured: (tx, paymentId) => sendReceipt(deps, tx, paymentId),
  };
}
