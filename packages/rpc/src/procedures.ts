import { AppError, runInLogContext, toPublicError } from '@flashstudio/platform';
import { initTRPC } from '@trpc/server';
import { type AccessRule, PUBLIC } from './access/rules.ts';
import type { RequestContext } from './context.ts';
import { causeOf, requireStorable, toTrpcError } from './errors.ts';
import { isStream, tellEnd } from './streams.ts';

/** What each procedure says of itself. */
interface ProcedureMeta {
  /** Who may call it. */
  readonly access: AccessRule;
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter({ shape, error, ctx }) {
      const known = toPublicError(causeOf(error));
      return {
        ...shape,
        message: known.message,
        data: {
          code: shape.data.code,
          httpStatus: shape.data.httpStatus,
          appCode: known.code,
          details: known.details ?? null,
          requestId: ctx?.requestId ?? null,
        },
      };
    },
  });

/** Builds a router; capabilities make theirs with it and `api` merges them. */
export const router = t.router;

/**
 * Turns the house's errors into tRPC's, so that status codes are right and the formatter sees the cause. The calls of
 * one batch share a request, so each has a log context of its own within the request's.
 */
const withAppErrors = t.middleware(({ next, ctx, path }) =>
  runInLogContext({ procedure: path }, async () => {
    const result = await next();
    if (result.ok) return result;
    const cause = causeOf(result.error);
    if (toPublicError(cause).code === 'internal') ctx.logger.error({ err: cause }, 'procedure failed');
    throw toTrpcError(cause);
  }),
);

/** Text that the database cannot hold is refused here for all procedures, whatever each says of its input. */
const withStorableInput = t.middleware(async ({ next, getRawInput }) => {
  requireStorable(await getRawInput());
  return next();
});

/** A stream takes one of its address's places before anything is done for it. */
const withPlace = t.middleware(async ({ next, ctx, type }) => {
  if (type !== 'subscription') return next();
  const release = ctx.streams.take('address', ctx.client.group);
  const result = await next();
  if (result.ok && isStream(result.data)) return { ...result, data: tellEnd(result.data, release) };
  release();
  return result;
});

/** A procedure of which nobody has said who may call it is closed to everybody. */
const withAccessRule = t.middleware(({ next, ctx, meta }) => {
  if (meta !== undefined) return next();
  ctx.logger.error('a procedure declares no access rule');
  throw new AppError('forbidden', 'This is not open to anybody.');
});

/** Where all procedures begin. It has no rule yet and stays in this package: others build on one that has. */
export const procedureWithoutRule = t.procedure
  .use(withAppErrors)
  .use(withAccessRule)
  .use(withPlace)
  .use(withStorableInput);

/** Anyone may call it. */
export const publicProcedure = procedureWithoutRule.meta({ access: PUBLIC });
