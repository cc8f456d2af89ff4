import { AppError } from '@flashstudio/platform';
import { publicProcedure } from '@flashstudio/rpc';
import { hasPermission, type Permission } from './permissions.ts';

/** Called by a shop's page: wants an active publishable key and an origin that key allows. The key is the actor. */
export const merchantProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const merchant = await ctx.merchants.identify(ctx.headers);
  return next({ ctx: { ...ctx, merchant, actor: { kind: 'api_key' as const, id: merchant.publishableKeyId } } });
});

/** Called from the admin by a signed-in person whose role grants `permission`. That person is the actor. */
export function adminProcedure(permission: Permission) {
  return publicProcedure.use(async ({ ctx, next }) => {
    const session = await ctx.sessions.read(ctx.headers);
    if (session === null) throw new AppError('unauthenticated', 'Please sign in.');
    if (!hasPermission(session.user.role, permission)) {
      throw new AppError('forbidden', `Your role does not allow this (it needs ${permission}).`);
    }
    return next({ ctx: { ...ctx, session, actor: { kind: 'person' as const, id: session.user.id } } });
  });
}
