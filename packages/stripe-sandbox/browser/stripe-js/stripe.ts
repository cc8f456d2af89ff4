import { callApi } from '../api.ts';
import type { ApiResult, StripeJsError } from '../protocol.ts';
import { showChallenge } from './challenge-modal.ts';
import { Elements, type ElementsOptions } from './elements.ts';

type Fields = Readonly<Record<string, unknown>>;
type IntentResult =
  | { readonly paymentIntent: Fields; readonly error?: undefined }
  | { readonly error: StripeJsError; readonly paymentIntent?: undefined };

interface ConfirmOptions {
  readonly elements?: Elements;
  readonly clientSecret?: string;
  readonly confirmParams?: Fields;
  readonly redirect?: 'always' | 'if_required';
}

/** The sandbox's stand-in for what Stripe.js gives as `Stripe(key)`: the part of it that card payments need. */
export class StripeJs {
  readonly #origin: string;
  readonly #key: string;

  constructor(origin: string, key: string) {
    if (!key.startsWith('pk_')) {
      throw new Error(
        'Invalid value for Stripe(): apiKey should be a publishable key. You specified a key that does not start with pk_.',
      );
    }
    this.#origin = origin;
    this.#key = key;
  }

  elements = (options: ElementsOptions = {}): Elements =>
    new Elements({ origin: this.#origin, publishableKey: this.#key }, options);

  createConfirmationToken = async ({
    elements,
    params,
  }: {
    elements: Elements;
    params?: Fields;
  }): Promise<{ confirmationToken?: Fields; error?: StripeJsError }> => {
    const result = await elements.paymentElement().request('confirmation_tokens', tokenParams(params));
    return result.ok ? { confirmationToken: result.object } : { error: result.error };
  };

  createPaymentMethod = async ({
    elements,
    params,
  }: {
    elements: Elements;
    params?: Fields;
  }): Promise<{ paymentMethod?: Fields; error?: StripeJsError }> => {
    const result = await elements.paymentElement().request('payment_methods', billingParams(params, 'billing_details'));
    return result.ok ? { paymentMethod: result.object } : { error: result.error };
  };

  retrievePaymentIntent = async (clientSecret: string): Promise<IntentResult> =>
    toResult(await this.#readIntent(clientSecret));

  handleNextAction = async ({ clientSecret }: { clientSecret: string }): Promise<IntentResult> => {
    const result = await this.#readIntent(clientSecret);
    return result.ok ? this.#passChallenge(result.object, clientSecret) : { error: result.error };
  };

  confirmPayment = async ({
    elements,
    clientSecret,
    confirmParams = {},
    redirect = 'always',
  }: ConfirmOptions): Promise<IntentResult> => {
    const secret = clientSecret ?? elements?.clientSecret;
    if (secret === undefined) throw new Error('confirmPayment needs the client secret of a PaymentIntent.');
    const params: Record<string, string> = { client_secret: secret, use_stripe_sdk: 'true' };
    if (elements !== undefined) {
      const { confirmationToken, error } = await this.createConfirmationToken({ elements, params: confirmParams });
      if (error !== undefined) return { error };
      params.confirmation_token = String(confirmationToken?.id);
    } else if (typeof confirmParams.payment_method === 'string') {
      params.payment_method = confirmParams.payment_method;
    }
    const confirmed = await callApi(
      this.#origin,
      this.#key,
      'POST',
      `payment_intents/${intentId(secret)}/confirm`,
      params,
    );
    if (!confirmed.ok) return { error: confirmed.error };
    const result = await this.#passChallenge(confirmed.object, secret);
    const returnUrl = confirmParams.return_url;
    if (result.paymentIntent !== undefined && redirect === 'always' && typeof returnUrl === 'string') {
      location.assign(withIntent(returnUrl, result.paymentIntent, secret));
    }
    return result;
  };

  confirmCardPayment = (
    clientSecret: string,
    data: { readonly payment_method?: unknown } = {},
  ): Promise<IntentResult> =>
    this.confirmPayment({
      clientSecret,
      confirmParams: { payment_method: data.payment_method },
      redirect: 'if_required',
    });

  createToken = async (): Promise<{ error: StripeJsError }> => ({
    error: { type: 'invalid_request_error', message: 'The sandbox has no card tokens: use createConfirmationToken.' },
  });

  registerAppInfo = (): void => undefined;
  _registerWrapper = (): void => undefined;

  #readIntent(clientSecret: string): Promise<ApiResult> {
    return callApi(this.#origin, this.#key, 'GET', `payment_intents/${intentId(clientSecret)}`, {
      client_secret: clientSecret,
    });
  }

  async #passChallenge(intent: Fields, clientSecret: string): Promise<IntentResult> {
    const page = challengePage(intent);
    if (intent.status !== 'requires_action' || page === undefined) return { paymentIntent: intent };
    const answered = await showChallenge(page, { publishableKey: this.#key, clientSecret });
    if (!answered) {
      return {
        error: {
          type: 'invalid_request_error',
          code: 'payment_intent_authentication_failure',
          message: 'The authentication was canceled. Please try again.',
        },
      };
    }
    const after = await this.#readIntent(clientSecret);
    if (!after.ok) return { error: after.error };
    const failed = after.object.last_payment_error;
    if (after.object.status === 'requires_payment_method' && typeof failed === 'object' && failed !== null) {
      const fields: Fields = { ...failed };
      return {
        error: {
          ...fields,
          type: String(fields.type),
          message: String(fields.message),
          payment_intent: after.object,
        },
      };
    }
    return { paymentIntent: after.object };
  }
}

function toResult(result: ApiResult): IntentResult {
  return result.ok ? { paymentIntent: result.object } : { error: result.error };
}

function intentId(clientSecret: string): string {
  const [id] = clientSecret.split('_secret_');
  if (id === undefined || id === clientSecret)
    throw new Error('Invalid value for client_secret: it should look like pi_…_secret_…');
  return id;
}

function challengePage(intent: Fields): string | undefined {
  const action = intent.next_action;
  if (typeof action !== 'object' || action === null || !('use_stripe_sdk' in action)) return undefined;
  const sdk = action.use_stripe_sdk;
  return typeof sdk === 'object' && sdk !== null && 'stripe_js' in sdk ? String(sdk.stripe_js) : undefined;
}

function tokenParams(params: Fields | undefined): Record<string, string> {
  const returnUrl = params?.return_url;
  const data = params?.payment_method_data;
  const nested: Fields = typeof data === 'object' && data !== null ? { ...data } : {};
  return {
    ...(typeof returnUrl === 'string' ? { return_url: returnUrl } : {}),
    ...billingParams(nested, 'payment_method_data[billing_details]'),
  };
}

/** Flattens the billing details a page adds to those the form asks for. */
function billingParams(params: Fields | undefined, prefix: string): Record<string, string> {
  const details = params?.billing_details;
  if (typeof details !== 'object' || details === null) return {};
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}[${name}]`, value]] : [],
    ),
  );
}

function withIntent(url: string, intent: Fields, clientSecret: string): string {
  const target = new URL(url, location.href);
  target.searchParams.set('payment_intent', String(intent.id));
  target.searchParams.set('payment_intent_client_secret', clientSecret);
  target.searchParams.set('redirect_status', String(intent.status));
  return target.href;
}
