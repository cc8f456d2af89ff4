export { type AnyTx, type Capability, type DbOf, joinTx, type TxOf } from './capability-db.ts';
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
  Prisma,
} from './generated/client.ts';
export { createListener, type Listener } from './listener.ts';
export { checkMigrations, migrate } from './migrate/migrate.ts';
