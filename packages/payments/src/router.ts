import { adminProcedure } from '@flashstudio/auth';
import type { Actor } from '@flashstudio/events';
import { cartLimits, MAX_EMAIL_LENGTH, MAX_NAME_LENGTH } from '@flashstudio/input-rules';
import { moneyToJson, parseMoney } from '@flashstudio/money';
import { router } from '@flashstudio/rpc';
import { brandOf, type Catalog, shopProcedure } from '@flashstudio/shops';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { CommandOrigin } from './checkout/create-payment.ts';
import type { Payments } from './payments.ts';

const currency = z.string().length(3);
const items = z
  .array(
    z.strictObject({
      productId: z.string().min(1).max(cartLimits.productId),
      quantity: z.number().int().min(1).max(cartLimits.quantity),
    }),
  )
  .min(1)
  .max(cartLimits.items);
const own = { paymentId: z.string().max(64), paymentSecret: z.string().max(128) };

/** An amount that was shown, in minor units. */
const shown = z.strictObject({ amount: z.string().max(30), currency }).transform((value, context) => {
  const money = parseMoney(value);
  if (money !== undefined) return money;
  context.addIssue('not an amount in minor units of a currency we know');
  return z.NEVER;
});

/** What a shop's page may call. Amounts are never taken from it: prices come from the catalog. */
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
          customer: z.strictObject({
            email: z.string().max(MAX_EMAIL_LENGTH),
            name: z.string().trim().min(1).max(MAX_NAME_LENGTH).optional(),
          }),
          expectedTotal: shown.optional(),
        }),
      )
      .mutation(async ({ input, ctx }) => {
        const { shopId, publishableKeyId } = ctx.shop;
        const created = await payments.create({ ...input, shopId, publishableKeyId }, originOf(ctx));
        return { ...created, amount: moneyToJson(created.amount) };
      }),

    confirm: shopProcedure
      .input(z.strictObject({ ...own, confirmationTokenId: z.string().startsWith('ctoken_').max(128) }))
      .mutation(({ input, ctx }) => payments.confirm({ ...input, shopId: ctx.shop.shopId }, originOf(ctx))),

    get: shopProcedure.input(z.strictObject(own)).query(async ({ input, ctx }) => {
      const view = await payments.get({ ...input, shopId: ctx.shop.shopId });
      return { ...view, amount: moneyToJson(view.amount) };
    }),
  });
}

function originOf({ actor, requestId }: { actor: Actor; requestId: string }): CommandOrigin {
  return { actor, cause: { requestId } };
}

const read = adminProcedure('payments:read');
const clear = adminProcedure('payments:review');

/** What the admin shows of payments, and lets people of the shop do with them. */
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

    clearReview: clear
      .input(
        z.strictObject({
          paymentId: z.string().max(64),
          note: z.string().trim().min(1, 'Say what you have found.').max(1_000),
          requestKey: z.uuid(),
        }),
      )
      .mutation(({ input, ctx }) => payments.clearReview(input, originOf(ctx))),

    /**
     * Server-sent events whose id is the position in the event log: a browser that reconnects goes on where it was. The
     * first message has no data; it tells the position of now, for a browser that is cut off before anything happens.
     */
    changes: read
      .input(z.strictObject({ lastEventId: z.string().max(64).nullish() }).optional())
      .subscription(async function* ({ input, signal }) {
        const following = signal ?? new AbortController().signal;
        const from = input?.lastEventId ?? (await payments.now());
        if (input?.lastEventId == null) yield tracked(from, null);
        for await (const change of payments.changes(from, following)) yield tracked(change.position, change);
      }),
  });
}
