/** Every error a caller can meet, by its stable code, with the HTTP status it travels under. */
const HTTP_STATUS = {
  invalid_input: 400,
  signature_invalid: 400,
  signature_stale: 400,
  unauthenticated: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  stripe_unavailable: 502,
} as const;

export type AppErrorCode = keyof typeof HTTP_STATUS;
export type AppErrorStatus = (typeof HTTP_STATUS)[AppErrorCode];

/**
 * An error whose message and details anyone may read. What only logs may see goes into `cause`.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly httpStatus: AppErrorStatus;
  /** What is wrong, by the path of the input that is wrong. */
  readonly details: Readonly<Record<string, string>> | undefined;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { details?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.httpStatus = HTTP_STATUS[code];
    this.details = options.details;
  }
}

/** The form in which an error leaves the house. */
export interface PublicError {
  readonly code: AppErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly httpStatus: AppErrorStatus;
}

/** What may be told of an error: our own as they are, anything else as `internal` without a word of why. */
export function toPublicError(error: unknown): PublicError {
  if (error instanceof AppError) {
    const { code, message, details, httpStatus } = error;
    return { code, message, httpStatus, ...(details === undefined ? {} : { details }) };
  }
  return { code: 'internal', message: 'Something went wrong on our side. Please try again.', httpStatus: 500 };
}
