import type { DbOf } from '@flashstudio/db';
import { findPayments, type PaymentFilter } from './find-payments.ts';
import { formatCursor, parseCursor } from './page-cursor.ts';
import { listItem, type PaymentListItem, withStory } from './presentation.ts';
import { parseSearch } from './search-term.ts';

export type { PaymentFilter } from './find-payments.ts';

export interface ListPaymentsInput {
  readonly status?: PaymentFilter | undefined;
  /**
   * Part of the customer's e-mail address or name, in any case and of any length; the beginning of the payment's or the
   * order's id; the whole id of Stripe's intent; or the card's last four digits. Nothing in it is a wildcard.
   */
  readonly search?: string | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 100. */
  readonly limit: number;
}

export interface PaymentPage {
  readonly items: readonly PaymentListItem[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Payments, newest first, a page at a time. Throws `invalid_input` on a cursor that is none of ours and on a search
 * that is no text.
 */
export async function listPayments(
  db: Pick<DbOf<'payments'>, '$queryRaw' | 'payment'>,
  { status, search, cursor, limit }: ListPaymentsInput,
): Promise<PaymentPage> {
  const found = await findPayments(db, {
    status,
    term: parseSearch(search),
    after: cursor === undefined ? null : parseCursor(cursor),
    // One more than is shown tells whether there is another page.
    wanted: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? formatCursor(last) : null;
  return {
    items: await itemsOf(
      db,
      page.map(({ id }) => id),
    ),
    nextCursor,
  };
}

/** Reads payments by their ids, in that order. */
async function itemsOf(db: Pick<DbOf<'payments'>, 'payment'>, ids: string[]): Promise<PaymentListItem[]> {
  if (ids.length === 0) return [];
  const payments = await db.payment.findMany({ where: { id: { in: ids } }, include: withStory });
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  return ids.flatMap((id) => {
    const payment = byId.get(id);
    return payment === undefined ? [] : [listItem(payment)];
  });
}
