import type { Db, Prisma } from '@flashstudio/db';
import type { ListPaymentsInput, PaymentFilter } from '../src/admin/list-payments.ts';
import { withStory } from '../src/admin/presentation.ts';

/** The list as it was before it had indexes of its own: the baseline. */
export async function formerList(db: Db, input: ListPaymentsInput): Promise<void> {
  await db.payment.findMany({
    where: { AND: [statusFilter(input.status), searchFilter(input.search), cursorFilter(input.cursor)] },
    include: withStory,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
  });
}

/** The index that the former list had and the present one does without. */
export async function createFormerIndex(db: Db): Promise<void> {
  await db.$executeRaw`CREATE INDEX payments_status_created_at_idx ON payments (status, created_at DESC)`;
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

function searchFilter(term: string | undefined): Prisma.PaymentWhereInput {
  if (term === undefined) return {};
  const like = { contains: term, mode: 'insensitive' as const };
  return {
    OR: [
      { id: { startsWith: term } },
      { orderId: { startsWith: term } },
      { stripePaymentIntentId: term },
      { cardLast4: term },
      { order: { customer: { OR: [{ email: like }, { name: like }] } } },
    ],
  };
}

function cursorFilter(cursor: string | undefined): Prisma.PaymentWhereInput {
  if (cursor === undefined) return {};
  const [at = '', id = ''] = cursor.split('|');
  const createdAt = new Date(at);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
