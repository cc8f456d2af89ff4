import { adminProcedure, merchantProcedure } from '@flashstudio/auth';
import { moneyToJson } from '@flashstudio/money';
import { publicProcedure, router } from '@flashstudio/rpc';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Payments } from './payments.ts';

const currency = z.string().length(3);
const items = z
  .array(z.strictObject({ productId: z.string().min(1).max(64), quantity: z.number().int().min(1).max(99) }))
  .min(1)
  .max(20);
const own = { paymentId: z.string().max(64), paymentSecret: z.string().max(128) };

/** What a shop's page may call. Amounts are never input: prices come from the catalog. */
export function createPaymentsRouter(payments: Payments) {
  return router({
    config: merchantProcedure.query(({ ctx }) => ({
      stripe: payments.stripeForBrowsers,
      shop: { name: ctx.merchant.name },
    })),

    catalog: publicProcedure.input(z.strictObject({ currency })).query(async ({ input }) => {
      const entries = await payments.catalog.list(input.currency);
      return entries.map(({ price, ...entry }) => ({ ...entry, price: moneyToJson(price) }));
    }),

    quote: merchantProcedure.input(z.strictObject({ items, currency })).query(async ({ input }) => {
      const quote = await payments.catalog.quote(input.items, input.currency);
      return {
        lines: quote.lines.map((line) => ({
          ...line,
          unitPrice: moneyToJson(line.unitPrice),
          amount: moneyToJson(line.amount),
        })),
        total: moneyToJson(quote.total),
      };
    }),

    create: merchantProcedure
      .input(
        z.strictObject({
          items,
          currency,
          requestKey: z.uuid(),
          customer: z.strictObject({ email: z.email().max(254), name: z.string().trim().min(1).max(200).optional() }),
        }),
      )
      .mutation(async ({ input, ctx }) => {
        const created = await payments.create({ ...input, publishableKeyId: ctx.merchant.publishableKeyId });
        return { ...created, amount: moneyToJson(created.amount) };
      }),

    confirm: merchantProcedure
      .input(z.strictObject({ ...own, confirmationTokenId: z.string().startsWith('ctoken_').max(128) }))
      .mutation(({ input }) => payments.confirm(input)),

    get: merchantProcedure.input(z.strictObject(own)).query(async ({ input }) => {
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
