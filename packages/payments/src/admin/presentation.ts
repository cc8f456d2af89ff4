import type { Order, OrderLine, Payment, Prisma } from '@flashstudio/db';
import { type MoneyJson, money, moneyToJson } from '@flashstudio/money';
import { type CardView, cardView } from '../card-view.ts';
import type { PaymentStatus } from '../machine/payment-machine.ts';

/** What a list shows of a payment. Money in minor units, times in ISO 8601 UTC. */
export interface PaymentListItem {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amount: MoneyJson;
  /** The name is the one given with this order. */
  readonly customer: { readonly id: string; readonly email: string; readonly name: string | null } | null;
  /** What was bought, for example "2 × Ceramic mug". */
  readonly description: string;
  readonly card: CardView | null;
  readonly failure: FailureView | null;
  /** How Stripe's money differs from the order's, a sentence a line; null while all agrees. */
  readonly reviewReason: string | null;
  readonly createdAt: string;
  readonly succeededAt: string | null;
}

export interface FailureView {
  readonly failureClass: string;
  readonly code: string | null;
  readonly declineCode: string | null;
  readonly message: string | null;
}

export const withStory = {
  order: { include: { customer: true, lines: true } },
} as const satisfies Prisma.PaymentInclude;

type Story = Pick<
  Payment,
  | 'id'
  | 'orderId'
  | 'status'
  | 'amount'
  | 'currency'
  | 'cardBrand'
  | 'cardLast4'
  | 'failureClass'
  | 'failureCode'
  | 'declineCode'
  | 'failureMessage'
  | 'reviewReason'
  | 'createdAt'
  | 'succeededAt'
> & {
  readonly order: Pick<Order, 'customerName'> & {
    readonly customer: { readonly id: string; readonly email: string } | null;
    readonly lines: readonly Pick<OrderLine, 'quantity' | 'productName'>[];
  };
};

/** Shows a payment as a list does. */
export function listItem(payment: Story): PaymentListItem {
  const { customer } = payment.order;
  return {
    id: payment.id,
    orderId: payment.orderId,
    status: payment.status,
    amount: moneyToJson(money(payment.amount, payment.currency)),
    customer: customer === null ? null : { id: customer.id, email: customer.email, name: payment.order.customerName },
    description: payment.order.lines.map((line) => `${line.quantity} × ${line.productName}`).join(', '),
    card: cardView(payment),
    failure: failureView(payment),
    reviewReason: payment.reviewReason,
    createdAt: payment.createdAt.toISOString(),
    succeededAt: payment.succeededAt?.toISOString() ?? null,
  };
}

export function failureView(row: {
  failureClass: string | null;
  failureCode: string | null;
  declineCode: string | null;
  failureMessage: string | null;
}): FailureView | null {
  if (row.failureClass === null) return null;
  return {
    failureClass: row.failureClass,
    code: row.failureCode,
    declineCode: row.declineCode,
    message: row.failureMessage,
  };
}
