import type { Subscription } from '@flashstudio/events';
import { type ReceiptDeps, receiptSubscription } from './receipt/receipt-subscription.ts';

export type NotificationsDeps = ReceiptDeps;

/** Decides who is told what, and when: readers of the event log that put mails into the outbox. */
export interface Notifications {
  readonly subscriptions: readonly Subscription[];
}

/** Builds what decides on notifications. */
export function createNotifications(deps: NotificationsDeps): Notifications {
  return { subscriptions: [receiptSubscription(deps)] };
}
