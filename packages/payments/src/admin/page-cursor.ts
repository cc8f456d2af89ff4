import { AppError } from '@flashstudio/platform';

/** Where a page of a list ended: at this payment. The next one begins with the payment before it. */
export interface PageCursor {
  /** ISO 8601 in UTC, to the millisecond. */
  readonly createdAt: string;
  readonly id: string;
}

/** Year 0 is no year to PostgreSQL, and years of more digits we have not made. */
const FORMAT = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\|([\w-]{1,64})$/;

/** Writes a cursor as `2026-11-25T18:44:13.123Z|pay_06f…`. */
export function formatCursor(payment: { readonly createdAt: Date; readonly id: string }): string {
  return `${payment.createdAt.toISOString()}|${payment.id}`;
}

/** Reads what `formatCursor` wrote. Throws `invalid_input` on anything else. */
export function parseCursor(cursor: string): PageCursor {
  const [, createdAt = '', id = ''] = FORMAT.exec(cursor) ?? [];
  const at = new Date(createdAt);
  if (Number.isNaN(at.getTime()) || at.toISOString() !== createdAt)
    throw new AppError('invalid_input', 'The page cursor is not valid.', { details: { cursor: 'This is no cursor.' } });
  return { createdAt, id };
}
