import type { AttemptRecord, LedgerRecord, PaymentRecord } from './records.ts';

/** How a record's property is called in the database, and its type there. */
export interface Column<Key extends string = string> {
  readonly key: Key;
  readonly name: string;
  readonly type: string;
}

const column = <Key extends string>(key: Key, type: string): Column<Key> => ({
  key,
  name: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  type,
});

/** The columns of `payments`; a property without one does not compile. */
export const paymentColumns = [
  column('id', 'text'),
  column('orderId', 'text'),
  column('status', '"PaymentStatus"'),
  column('amount', 'bigint'),
  column('currency', 'char(3)'),
  column('capturedAmount', 'bigint'),
  column('stripePaymentIntentId', 'text'),
  column('stripeAsOf', 'timestamptz'),
  column('failureClass', 'text'),
  column('failureCode', 'text'),
  column('declineCode', 'text'),
  column('failureMessage', 'text'),
  column('cardBrand', 'text'),
  column('cardLast4', 'text'),
  column('finalizedAt', 'timestamptz'),
  column('succeededAt', 'timestamptz'),
  column('lastAttemptAt', 'timestamptz'),
  column('reviewReason', 'text'),
  column('createdAt', 'timestamptz'),
  column('updatedAt', 'timestamptz'),
] as const satisfies readonly Column<keyof PaymentRecord>[];

/** The columns of `payment_attempts`. */
export const attemptColumns = [
  column('id', 'text'),
  column('paymentId', 'text'),
  column('status', '"AttemptStatus"'),
  column('openForPaymentId', 'text'),
  column('confirmationTokenId', 'text'),
  column('stripeChargeId', 'text'),
  column('failureClass', 'text'),
  column('failureCode', 'text'),
  column('declineCode', 'text'),
  column('adviceCode', 'text'),
  column('networkDeclineCode', 'text'),
  column('failureMessage', 'text'),
  column('cardBrand', 'text'),
  column('cardLast4', 'text'),
  column('startedAt', 'timestamptz'),
  column('finishedAt', 'timestamptz'),
] as const satisfies readonly Column<keyof AttemptRecord>[];

/** The columns of `ledger_entries`. */
export const ledgerColumns = [
  column('id', 'text'),
  column('paymentId', 'text'),
  column('kind', '"LedgerKind"'),
  column('amount', 'bigint'),
  column('currency', 'char(3)'),
  column('stripeObjectId', 'text'),
  column('occurredAt', 'timestamptz'),
  column('recordedAt', 'timestamptz'),
] as const satisfies readonly Column<keyof LedgerRecord>[];

/** `p.order_id AS "orderId", …`: rows come back with the records' names. */
export function selectList(alias: string, columns: readonly Column[]): string {
  return columns.map(({ key, name }) => `${alias}.${name} AS "${key}"`).join(', ');
}

/** `order_id, status, …` */
export function nameList(columns: readonly Column[], alias?: string): string {
  return columns.map(({ name }) => (alias === undefined ? name : `${alias}.${name}`)).join(', ');
}

/** `status = n.status, …`, for every column but those named. */
export function assignments(columns: readonly Column[], source: string, except: readonly string[]): string {
  return columns
    .filter(({ key }) => !except.includes(key))
    .map(({ name }) => `${name} = ${source}.${name}`)
    .join(', ');
}

/** A FROM item that turns a JSON array of records into rows: `jsonb_to_recordset($1::jsonb) AS n("id" text, …)`, renamed to columns. */
export function recordset(parameter: string, alias: string, columns: readonly Column[]): string {
  const fields = columns.map(({ key, type }) => `"${key}" ${type}`).join(', ');
  const renamed = columns.map(({ key, name }) => `"${key}" AS ${name}`).join(', ');
  return `(SELECT ${renamed} FROM jsonb_to_recordset(${parameter}::jsonb) AS fields(${fields})) AS ${alias}`;
}
