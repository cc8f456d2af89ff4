export { customerName } from './customer-name.ts';
export { createMail, type Mail, type MailDeps, type MailOrder } from './mail.ts';
export { defineTemplate, type MailTemplate, type RenderedMail, type StoredTemplate } from './template.ts';
export { createMailbox, type Mailbox } from './transports/mailbox.ts';
export { createSmtpTransport } from './transports/smtp.ts';
export type { MailTransport, OutgoingMail } from './transports/transport.ts';
