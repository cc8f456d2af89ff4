import { adminProcedure } from '@flashstudio/auth';
import { moneyToJson } from '@flashstudio/money';
import { router } from '@flashstudio/rpc';
import { brandOf, type Catalog, MAX_QUANTITY, shopProcedure } from '@flashstudio/shops';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Payments } from './payments.ts';

const currency = z.string().length(3);
const items = z
  .array(z.strictObject({ productId: z.string().min(1).max(64), quantity: z.number().int().min(1).max(MAX_QUANTITY) }))
  .min(1)
  .max(20);
const own = { paymentId: z.string().max(64), paymentSecret: z.string().max(128) };

/** What a shop's page may call. Amounts are never input: prices come from the catalog. */
export function createPaymentsRouter(payments: Payments, catalog: Catalog) {
  return router({
    config: shopProcedure.query(({ ctx }) => ({
      stripe: payments.stripeForBrowsers,
      shop: brandOf(ctx.shop),
    })),

    catalog: shopProcedure.input(z.strictObject({ currency })).query(async ({ input, ctx }) => {
      const entries = await catalog.list(ctx.shop.shopId, input.currency);
      return entries.map(({ price, ...entry }) => ({ ...entry, price: moneyToJson(price) }));
    }),

    quote: shopProcedure.input(z.strictObject({ items, currency })).query(async ({ input, ctx }) => {
      const quote = await catalog.quote(ctx.shop.shopId, input.items, input.currency);
      return {
        lines: quote.lines.map((line) => ({
          ...line,
          unitPrice: moneyToJson(line.unitPrice),
          amount: moneyToJson(line.amount),
        })),
        total: moneyToJson(quote.total),
      };
    }),

    create: shopProcedure
      .input(
        z.strictObject({
          items,
          currency,
          requestKey: z.uuid(),
          customer: z.strictObject({ email: z.email().max(254), name: z.string().trim().min(1).max(200).optional() }),
        }),
      )
      .mutation(async ({ input, ctx }) => {
        const { shopId, publishableKeyId } = ctx.shop;
        const created = await payments.create({ ...input, shopId, publishableKeyId });
        return { ...created, amount: moneyToJson(created.amount) };
      }),

    confirm: shopProcedure
      .input(z.strictObject({ ...own, confirmationTokenId: z.string().startsWith('ctoken_').max(128) }))
      .mutation(({ input }) => payments.confirm(input)),

    get: shopProcedure.input(z.strictObject(own)).query(async ({ input }) => {
      const view = await payments.get(input);
      return { ...view, amount: moneyToJson(view.amount) };
    }),
  });
}

const read = adminProcedure('payments:read');

/** What the admin shows of payments. */
export function createPaymentsAdminRouter(payments: Payments) {
  return router({
    list: read
      .input(
        z.strictObject({
          status: z.enum(['succeeded', 'failed', 'open', 'canceled']).optional(),
          search: z.string().max(200).optional(),
          cursor: z.string().max(100).optional(),
          limit: z.number().int().min(1).max(100).default(50),
          direction: z.enum(['forward', 'backward']).optional(),
        }),
      )
      .query(({ input: { direction: _, ...input } }) => payments.list(input)),

    detail: read.input(z.strictObject({ id: z.string().max(64) })).query(({ input }) => payments.detail(input.id)),

    today: read.query(() => payments.today()),

    changes: read.subscription(async function* ({ signal }) {
      let sequence = 0;
      for await (const change of payments.changes(signal ?? new AbortController().signal)) {
        sequence += 1;
        yield tracked(`${change.at}-${sequence}`, change);
      }
    }),
  });
}
