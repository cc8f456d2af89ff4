import { defineSubscription, type Subscription } from '@flashstudio/events';
import type { Logger } from '@flashstudio/platform';
import { mismatchInWords } from './changes/review.ts';
import { paymentMismatchFound } from './events.ts';

/** Tells the shop, in the log, of every payment whose money at Stripe is not the order's. */
export function reviewLog(logger: Logger): Subscription {
  return defineSubscription({
    name: 'payments.review_log',
    types: [paymentMismatchFound],
    async apply(_, events) {
      for (const { subject, shopId, data } of events) {
        logger.error({ paymentId: subject.id, shopId, reason: mismatchInWords(data) }, 'a payment needs review');
      }
    },
  });
}
