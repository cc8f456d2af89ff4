export { createNotifications, type Notifications, type NotificationsDeps } from './notifications.ts';
export { receiptTemplate } from './receipt/receipt-template.tsx';
