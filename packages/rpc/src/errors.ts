import { AppError, type AppErrorCode, findUnstorable, toPublicError } from '@flashstudio/platform';
import { type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';

/** What went wrong before tRPC wrapped it: our own error, a failed validation, or tRPC's own complaint. */
export function causeOf(error: TRPCError): unknown {
  if (error.cause instanceof AppError) return error.cause;
  if (error.cause instanceof ZodError) return invalidInput(error.cause);
  const code = APP_CODES[error.code];
  return code === undefined ? (error.cause ?? error) : new AppError(code, error.message, { cause: error });
}

/** The error as tRPC wants it: the status code of our own error, with that error as its cause. */
export function toTrpcError(cause: unknown): TRPCError {
  return new TRPCError({ code: TRPC_CODES[toPublicError(cause).code], cause });
}

/** A failed validation as the caller may read it: `invalid_input`, with what is wrong by the path of the field. */
export function invalidInput(error: ZodError): AppError {
  return new AppError('invalid_input', 'Some of what was sent is not valid.', {
    details: fieldErrors(error),
    cause: error,
  });
}

/** Refuses input with text that the database cannot hold. Throws `invalid_input`, with the path of the field. */
export function requireStorable(input: unknown): void {
  const path = findUnstorable(input);
  if (path === null) return;
  throw new AppError('invalid_input', 'Some of what was sent is no text.', {
    details: { [path || 'input']: 'These characters are no text.' },
  });
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

const TRPC_CODES: Record<AppErrorCode, TRPC_ERROR_CODE_KEY> = {
  invalid_input: 'BAD_REQUEST',
  signature_invalid: 'BAD_REQUEST',
  signature_stale: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  origin_not_allowed: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  payload_too_large: 'PAYLOAD_TOO_LARGE',
  unprocessable: 'UNPROCESSABLE_CONTENT',
  rate_limited: 'TOO_MANY_REQUESTS',
  internal: 'INTERNAL_SERVER_ERROR',
  stripe_unavailable: 'BAD_GATEWAY',
};
