export type { PaymentFilter, PaymentPage } from './admin/list-payments.ts';
export type { AttemptView, PaymentDetail } from './admin/payment-detail.ts';
export type { PaymentListItem } from './admin/presentation.ts';
export type { TimelineEntry } from './admin/timeline.ts';
export type { TodayFigures } from './admin/today-figures.ts';
export type { Confirmation } from './checkout/confirmation.ts';
export type { CommandOrigin } from './checkout/create-payment.ts';
export { paymentCaptured, paymentEvents } from './events.ts';
export type { PaymentChange } from './live.ts';
export {
  createPayments,
  type Payments,
  type PaymentsDeps,
  type StripeForBrowsers,
} from './payments.ts';
export type { ReceiptFacts } from './receipt-facts.ts';
export { createPaymentsAdminRouter, createPaymentsRouter } from './router.ts';
export { isLiveKey } from './webhooks/event-origin.ts';
export { STRIPE_EVENT_TYPES } from './webhooks/event-types.ts';
