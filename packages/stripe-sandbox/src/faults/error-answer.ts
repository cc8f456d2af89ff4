import type { ErrorBody } from '../http/errors.ts';
import type { ErrorAnswer } from './faults.ts';

/** What Stripe says with the statuses of trouble: https://docs.stripe.com/error-low-level and /docs/rate-limits */
const USUAL: Readonly<Record<number, ErrorBody>> = {
  409: {
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message:
      'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.',
  },
  429: {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.',
  },
};

/** The body of a planned error. */
export function plannedErrorBody({ status, code, message }: ErrorAnswer): ErrorBody {
  const usual = USUAL[status] ?? {
    type: status >= 500 ? ('api_error' as const) : ('invalid_request_error' as const),
    message: 'An unknown error occurred.',
  };
  return {
    ...usual,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Seconds a caller is asked to wait, or undefined. */
export function retryAfterOf({ status, retryAfter }: ErrorAnswer): number | undefined {
  return retryAfter ?? (status === 429 ? 1 : undefined);
}
