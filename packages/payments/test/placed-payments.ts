import type { Db, Payment } from '@flashstudio/db';

/** What a list shows or asks of a payment. Customers are told apart by `email`; null is nobody. */
export interface ListedPayment {
  readonly id: string;
  readonly orderId: string;
  readonly status: Payment['status'];
  readonly failureClass: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly intent: string | null;
  readonly last4: string | null;
  readonly createdAt: Date;
}

/** The shop that all of them bought at. */
export const SHOP_ID = 'shop_lists';

/** Opens the shop of listed payments; opening it again changes nothing. */
export async function openListShop(db: Db): Promise<void> {
  const at = new Date('2026-01-01T00:00:00Z');
  const values = { name: 'Lists', accentColor: '#1f4d3a', timeZone: 'UTC', reportingCurrency: 'USD' };
  await db.shop.createMany({
    data: [{ id: SHOP_ID, ...values, allowedOrigins: [], createdAt: at, updatedAt: at }],
    skipDuplicates: true,
  });
}

/** Makes these the only payments of a database. Of several payments of one order or customer, the first says who. */
export async function placePayments(db: Db, payments: readonly ListedPayment[]): Promise<void> {
  await openListShop(db);
  await db.payment.deleteMany();
  await db.order.deleteMany();
  await db.customer.deleteMany();
  await db.customer.createMany({
    data: payments.flatMap(({ email, name }) =>
      email === null ? [] : [{ id: customerId(email), shopId: SHOP_ID, email, name }],
    ),
    skipDuplicates: true,
  });
  await db.order.createMany({
    data: payments.map(({ orderId, email, createdAt }) => ({
      id: orderId,
      shopId: SHOP_ID,
      publishableKeyId: 'pk_shop',
      customerId: email === null ? null : customerId(email),
      currency: 'USD',
      total: 2400n,
      requestKey: orderId,
      requestDigest: '',
      createdAt,
      updatedAt: createdAt,
    })),
    skipDuplicates: true,
  });
  await db.payment.createMany({
    data: payments.map(({ id, orderId, status, failureClass, intent, last4, createdAt }) => ({
      id,
      orderId,
      status,
      failureClass,
      stripePaymentIntentId: intent,
      cardBrand: last4 === null ? null : 'visa',
      cardLast4: last4,
      amount: 2400n,
      currency: 'USD',
      createdAt,
      updatedAt: createdAt,
    })),
  });
}

function customerId(email: string): string {
  return `cus_${email}`;
}
