export { MAIL_EXAMPLES, type MailExample } from './mail-examples.ts';
