import { AppError } from '@flashstudio/platform';
import { isStream, publicProcedure, tellEnd } from '@flashstudio/rpc';
import { hasPermission, type Permission } from './permissions.ts';

/**
 * Called from the admin by a signed-in person whose role grants `permission`. That person is the actor. A subscription
 * ends within seconds of their session or permission.
 */
export function adminProcedure(permission: Permission) {
  return publicProcedure.use(async ({ ctx, next, type }) => {
    const session = await ctx.sessions.read(ctx.headers);
    if (session === null) throw new AppError('unauthenticated', 'Please sign in.');
    if (!hasPermission(session.user.role, permission)) {
      throw new AppError('forbidden', `Your role does not allow this (it needs ${permission}).`);
    }
    const release = type === 'subscription' ? ctx.streams.take('session', session.id) : () => {};
    const result = await next({ ctx: { ...ctx, session, actor: { kind: 'person' as const, id: session.user.id } } });
    if (!result.ok || !isStream(result.data)) {
      release();
      return result;
    }
    const watch = (end: () => void) =>
      ctx.sessions.watch(ctx.headers, ({ user }) => hasPermission(user.role, permission), end);
    return { ...result, data: tellEnd(whileSignedIn(result.data, watch, ctx.cutOff), release) };
  });
}

/** Passes on what a stream tells until `watch` calls its end, which cuts off what the stream waits for as well. */
async function* whileSignedIn(
  stream: AsyncIterable<unknown>,
  watch: (end: () => void) => () => void,
  cutOff: () => void,
): AsyncGenerator<unknown> {
  const over = Promise.withResolvers<'over'>();
  const stop = watch(() => {
    over.resolve('over');
    cutOff();
  });
  const items = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([over.promise, items.next()]);
      if (next === 'over' || next.done === true) return;
      yield next.value;
    }
  } finally {
    stop();
    // A generator that waits answers this only when its signal has ended the waiting.
    items.return?.().catch(() => undefined);
  }
}
