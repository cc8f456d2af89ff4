import { publicProcedure } from '@flashstudio/rpc';

/** Called by a shop's page: wants an active publishable key and an origin its shop allows; tells the shop as `ctx.shop`. The actor is a customer, whom nobody has identified. */
export const shopProcedure = publicProcedure.meta({ access: { kind: 'publishable_key' } }).use(async ({ ctx, next }) =>
  next({
    ctx: {
      ...ctx,
      shop: await ctx.shops.identify(ctx.headers),
      actor: { kind: 'customer' as const, id: null },
    },
  }),
);
