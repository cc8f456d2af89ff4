export type { PaymentFilter, PaymentPage } from './admin/list-payments.ts';
export type { AttemptView, PaymentDetail, TimelineEntry } from './admin/payment-detail.ts';
export type { PaymentListItem } from './admin/presentation.ts';
export type { TodayFigures } from './admin/today.ts';
export type { Confirmation } from './checkout/confirm-payment.ts';
export { createPayments, type Payments, type PaymentsDeps, type StripeForBrowsers } from './payments.ts';
export { createPaymentsAdminRouter, createPaymentsRouter } from './router.ts';
