import type { ApiResult, FormParams, StripeJsError } from './protocol.ts';

/** Calls the sandbox's API with a publishable key, as a browser may. Never rejects: a lost connection is an error too. */
export async function callApi(
  origin: string,
  publishableKey: string,
  method: 'GET' | 'POST',
  path: string,
  params: FormParams,
): Promise<ApiResult> {
  const form = new URLSearchParams(params);
  try {
    const response = await fetch(`${origin}/v1/${path}${method === 'GET' ? `?${form}` : ''}`, {
      method,
      headers: { authorization: `Bearer ${publishableKey}` },
      ...(method === 'POST' ? { body: form } : {}),
    });
    const body: Readonly<Record<string, unknown>> = await response.json();
    return response.ok ? { ok: true, object: body } : { ok: false, error: readError(body.error) };
  } catch {
    return {
      ok: false,
      error: {
        type: 'api_connection_error',
        message: 'We could not reach the payment service. Please check your connection and try again.',
      },
    };
  }
}

function readError(error: unknown): StripeJsError {
  const fields: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {};
  return {
    ...fields,
    type: String(fields.type ?? 'api_error'),
    message: String(fields.message ?? 'Something went wrong.'),
  };
}
