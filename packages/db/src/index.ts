export { createDb, type Db, isUniqueViolation, notify, type Tx, withAdvisoryLock } from './client.ts';
export type {
  AttemptStatus,
  EmailMessage,
  LedgerEntry,
  MailboxMessage,
  Order,
  OrderLine,
  Payment,
  PaymentAttempt,
  PaymentEvent,
} from './generated/client.ts';
export { Prisma } from './generated/client.ts';
export { createListener, type Listener } from './listener.ts';
export { checkMigrations, migrate } from './migrate/migrate.ts';
