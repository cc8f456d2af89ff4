/** Body of a Stripe error: https://docs.stripe.com/api/errors */
export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly network_decline_code?: string;
  readonly doc_url?: string;
  readonly charge?: string;
  readonly payment_intent?: unknown;
  readonly payment_method?: unknown;
  readonly payment_method_type?: string;
  readonly setup_intent?: unknown;
}

/** An answer Stripe gives in place of the object asked for. */
export class StripeApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** Parameters that do not fit the operation at all, so that it never began: its idempotency key stays free. */
export class ParameterError extends StripeApiError {}

/** 400 for a parameter that does not fit. */
export function invalidParam(message: string, param?: string, code?: string): StripeApiError {
  return new StripeApiError(400, invalidRequest(message, param, code));
}

/** The body of a request that cannot be served as it stands. */
export function invalidRequest(message: string, param?: string, code?: string): ErrorBody {
  return {
    type: 'invalid_request_error',
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  };
}

/** 404 for an object this account does not have; Stripe names the kind and the id. */
export function noSuch(kind: string, id: string, param = 'id'): StripeApiError {
  return new StripeApiError(404, invalidRequest(`No such ${kind}: '${id}'`, param, 'resource_missing'));
}

/** 400 for a parameter that names an object this account does not have: in a path the same would be a 404. */
export function noSuchParam(kind: string, id: string, param: string): StripeApiError {
  return invalidParam(`No such ${kind}: '${id}'`, param, 'resource_missing');
}

/** Where Stripe explains an error code: https://docs.stripe.com/error-codes */
export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/**
 * An error as it goes over the wire, its fields in alphabetical order as Stripe sends them, and `show` what the caller may
 * see of it. The log URL names the request that failed; `at` is Unix seconds.
 */
export function errorJson(
  body: ErrorBody,
  request: { readonly id: string; readonly at: number },
  show: (error: unknown) => unknown = (error) => error,
): string {
  const whole = {
    ...(body.code === undefined ? {} : { doc_url: docUrl(body.code) }),
    request_log_url: `https://dashboard.stripe.com/test/logs/${request.id}?t=${request.at}`,
    ...body,
  };
  const sorted = Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ error: show(sorted) }, null, 2);
}
