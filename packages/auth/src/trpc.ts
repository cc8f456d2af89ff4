import { AppError, type AppErrorCode, type Logger, toPublicError } from '@flashstudio/platform';
import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import type { Merchants } from './merchants.ts';
import { hasPermission, type Permission } from './permissions.ts';
import type { SessionReader } from './sessions.ts';

/** What every procedure knows of the request it serves. Built per request by the server. */
export interface RequestContext {
  readonly requestId: string;
  readonly headers: Headers;
  readonly logger: Logger;
  readonly sessions: SessionReader;
  readonly merchants: Merchants;
}

const t = initTRPC.context<RequestContext>().create({
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

/** Turns the house's errors into tRPC's, so that status codes are right and the formatter sees the cause. */
const withAppErrors = t.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = causeOf(result.error);
  const { code } = toPublicError(cause);
  if (code === 'internal') ctx.logger.error({ err: cause, path }, 'procedure failed');
  throw new TRPCError({ code: TRPC_CODES[code] ?? 'INTERNAL_SERVER_ERROR', cause });
});

/** Anyone may call it. */
export const publicProcedure = t.procedure.use(withAppErrors);

/** Called by a shop's page: wants an active publishable key and an origin that key allows. */
export const merchantProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, merchant: await ctx.merchants.identify(ctx.headers) } }),
);

/** Called from the admin by a signed-in person whose role grants `permission`. */
export function adminProcedure(permission: Permission) {
  return publicProcedure.use(async ({ ctx, next }) => {
    const session = await ctx.sessions.read(ctx.headers);
    if (session === null) throw new AppError('unauthenticated', 'Please sign in.');
    if (!hasPermission(session.user.role, permission)) {
      throw new AppError('forbidden', `Your role does not allow this (it needs ${permission}).`);
    }
    return next({ ctx: { ...ctx, session } });
  });
}

/** What went wrong before tRPC wrapped it: our own error, a failed validation, or tRPC's own complaint. */
function causeOf(error: TRPCError): unknown {
  if (error.cause instanceof AppError) return error.cause;
  if (error.cause instanceof ZodError) {
    return new AppError('invalid_input', 'Some of what was sent is not valid.', {
      details: fieldErrors(error.cause),
      cause: error.cause,
    });
  }
  const code = APP_CODES[error.code];
  return code === undefined ? (error.cause ?? error) : new AppError(code, error.message, { cause: error });
}

function fieldErrors(error: ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.map(String).join('.') || 'input', issue.message]));
}

const APP_CODES: Partial<Record<TRPC_ERROR_CODE_KEY, AppErrorCode>> = {
  PARSE_ERROR: 'invalid_input',
  BAD_REQUEST: 'invalid_input',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_input',
  METHOD_NOT_SUPPORTED: 'invalid_input',
  NOT_FOUND: 'not_found',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
};

const TRPC_CODES: Partial<Record<AppErrorCode, TRPC_ERROR_CODE_KEY>> = {
  invalid_input: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  origin_not_allowed: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  payload_too_large: 'PAYLOAD_TOO_LARGE',
  unprocessable: 'UNPROCESSABLE_CONTENT',
  rate_limited: 'TOO_MANY_REQUESTS',
  stripe_unavailable: 'BAD_GATEWAY',
};
