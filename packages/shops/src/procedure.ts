import { publicProcedure } from '@flashstudio/rpc';

/**
 * Called by a shop's page: wants an active publishable key and an origin its shop allows. Tells the shop as `ctx.shop`;
 * the key is the actor.
 */
export const shopProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const shop = await ctx.shops.identify(ctx.headers);
  return next({ ctx: { ...ctx, shop, actor: { kind: 'api_key' as const, id: shop.publishableKeyId } } });
});
