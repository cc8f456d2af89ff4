import type { DbOf, Prisma } from '@flashstudio/db';
import { AppError } from '@flashstudio/platform';
import { listItem, type PaymentListItem, withStory } from './presentation.ts';

export type PaymentFilter = 'succeeded' | 'failed' | 'open' | 'canceled';

export interface ListPaymentsInput {
  readonly status?: PaymentFilter | undefined;
  /** Part of an id, an e-mail address, a name, or a card's last four digits. */
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 100. */
  readonly limit: number;
}

export interface PaymentPage {
  readonly items: readonly PaymentListItem[];
  readonly nextCursor: string | null;
}

/** Payments, newest first, a page at a time. Throws `invalid_input` on a cursor that is none of ours. */
export async function listPayments(db: DbOf<'payments'>, input: ListPaymentsInput): Promise<PaymentPage> {
  const rows = await db.payment.findMany({
    where: { AND: [statusFilter(input.status), searchFilter(input.search), cursorFilter(input.cursor)] },
    include: withStory,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const more = rows.length > input.limit && last !== undefined;
  return { items: page.map(listItem), nextCursor: more ? `${last.createdAt.toISOString()}|${last.id}` : null };
}

function statusFilter(status: PaymentFilter | undefined): Prisma.PaymentWhereInput {
  if (status === undefined) return {};
  if (status === 'failed') return { status: 'requires_payment_method', failureClass: { not: null } };
  if (status === 'open') {
    return {
      OR: [
        { status: { notIn: ['succeeded', 'canceled', 'requires_payment_method'] } },
        { status: 'requires_payment_method', failureClass: null },
      ],
    };
  }
  return { status };
}

function searchFilter(search: string | undefined): Prisma.PaymentWhereInput {
  const term = search?.trim() ?? '';
  if (term === '') return {};
  const like = { contains: term, mode: 'insensitive' as const };
  return {
    OR: [
      { id: { startsWith: term } },
      { orderId: { startsWith: term } },
      { stripePaymentIntentId: term },
      { cardLast4: term },
      { order: { OR: [{ customerName: like }, { customer: { email: like } }] } },
    ],
  };
}

function cursorFilter(cursor: string | undefined): Prisma.PaymentWhereInput {
  if (cursor === undefined) return {};
  const [at = '', id = ''] = cursor.split('|');
  const createdAt = new Date(at);
  if (Number.isNaN(createdAt.getTime()) || id === '')
    throw new AppError('invalid_input', 'The page cursor is not valid.');
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
