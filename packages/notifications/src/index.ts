export { createNotifications, type Notifications, type NotificationsDeps } from './notifications.ts';
export type { ReceiptPayload } from './templates/payment-receipt.tsx';
export { createMailbox, type Mailbox } from './transports/mailbox.ts';
export { createSmtpTransport } from './transports/smtp.ts';
export type { MailTransport, OutgoingMail } from './transports/transport.ts';
