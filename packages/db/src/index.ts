export { type AnyTx, type Capability, type DbOf, joinTx, type TxOf } from './capability-db.ts';
export { createDb, type Db, isUniqueViolation, notify, type Tx, withAdvisoryLock } from './client.ts';
export type {
  AttemptStatus,
  EmailMessage,
  LedgerEntry,
  LedgerKind,
  MailboxMessage,
  Order,
  OrderLine,
  OrderStatus,
  Payment,
  PaymentAttempt,
  Shop,
} from './generated/client.ts';
export { Prisma } from './generated/client.ts';
export { createHints, type Hints } from './hints.ts';
export { createListener, type Listener } from './listener.ts';
export { checkMigrations, migrate } from './migrate/migrate.ts';
export {
  createSql,
  isSqlUniqueViolation,
  type Sql,
  type SqlRunner,
  type SqlTx,
  type Statement,
  sqlBytes,
  sqlJson,
  storableText,
} from './sql.ts';
