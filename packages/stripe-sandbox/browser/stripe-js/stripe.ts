import { callApi } from '../api.ts';
import { encodeForm, fieldsOf, textOf } from '../fields.ts';
import type { ApiResult, Fields, FormParams, StripeJsError } from '../protocol.ts';
import { returnUrlFor } from '../return-url.ts';
import { Elements } from './elements.ts';
import type { ElementsOptions } from './elements-options.ts';
import { FrameElement } from './frame-element.ts';
import { IntegrationError } from './integration-error.ts';
import { createIntents, type IntentKind, type IntentOutcome, type Intents, kindOf, leaveFor } from './intents.ts';

interface IntentResult {
  readonly paymentIntent?: Fields;
  readonly setupIntent?: Fields;
  readonly error?: StripeJsError;
}

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
  readonly #intents: Intents;
  /** Confirmations on their way, by client secret: a second click joins the first. */
  readonly #confirming = new Map<string, Promise<IntentResult>>();

  /** Throws an IntegrationError for anything but a publishable key. */
  constructor(origin: string, key: string) {
    if (typeof key !== 'string' || !key.startsWith('pk_')) {
      throw new IntegrationError(
        'Invalid value for Stripe(): apiKey should be a publishable key, which starts with pk_. You should never use your secret key with Stripe.js.',
      );
    }
    this.#origin = origin;
    this.#key = key;
    this.#intents = createIntents({ origin, publishableKey: key });
  }

  elements = (options: ElementsOptions = {}): Elements =>
    new Elements({ origin: this.#origin, publishableKey: this.#key }, options);

  createConfirmationToken = async ({
    elements,
    payment_method: paymentMethod,
    params = {},
  }: {
    elements?: Elements;
    payment_method?: string;
    params?: Fields;
  }): Promise<{ confirmationToken?: Fields; error?: StripeJsError }> => {
    const result =
      elements === undefined
        ? await this.#post('confirmation_tokens', { ...encodeForm(params), payment_method: String(paymentMethod) })
        : await this.#tokenFrom(elements, params, 'createConfirmationToken');
    return result.ok ? { confirmationToken: result.object } : { error: result.error };
  };

  /** Takes `{ elements, params }`, `{ element, params }`, or the older `{ type, card, billing_details }`. */
  createPaymentMethod = async (options: Fields): Promise<{ paymentMethod?: Fields; error?: StripeJsError }> => {
    const { elements, element, params, card, ...data } = options;
    const form = elements instanceof Elements ? elements.paymentElement() : (element ?? card);
    if (!(form instanceof FrameElement)) {
      throw new IntegrationError('Invalid value for createPaymentMethod: it needs elements, or a card Element.');
    }
    const addresses = elements instanceof Elements ? await elements.addressParams() : {};
    const billing = Object.fromEntries(
      Object.entries(addresses).flatMap(([name, value]) =>
        name.startsWith('payment_method_data')
          ? [[name.replace('payment_method_data[billing_details]', 'billing_details'), value]]
          : [],
      ),
    );
    const result = await form.request('payment_methods', {
      ...billing,
      ...encodeForm(card === undefined ? fieldsOf(params) : data),
    });
    return result.ok ? { paymentMethod: result.object } : { error: result.error };
  };

  retrievePaymentIntent = async (clientSecret: string): Promise<IntentResult> =>
    toResult('payment_intent', await this.#intents.read('payment_intent', clientSecret));

  retrieveSetupIntent = async (clientSecret: string): Promise<IntentResult> =>
    toResult('setup_intent', await this.#intents.read('setup_intent', clientSecret));

  handleNextAction = async ({ clientSecret }: { clientSecret: string }): Promise<IntentResult> => {
    const kind = kindOf(clientSecret);
    const read = await this.#intents.read(kind, clientSecret);
    if (read.error !== undefined) return { error: read.error };
    return toResult(kind, await this.#intents.passNextAction(kind, read.intent, clientSecret));
  };

  handleCardAction = async (clientSecret: string): Promise<IntentResult> => {
    if (kindOf(clientSecret) !== 'payment_intent') {
      throw new IntegrationError('handleCardAction takes the client secret of a PaymentIntent.');
    }
    return this.handleNextAction({ clientSecret });
  };

  confirmPayment = (options: ConfirmOptions): Promise<IntentResult> => this.#confirmOnce('payment_intent', options);

  confirmSetup = (options: ConfirmOptions): Promise<IntentResult> => this.#confirmOnce('setup_intent', options);

  confirmCardPayment = (clientSecret: string, data: Fields = {}, options: Fields = {}): Promise<IntentResult> =>
    this.#confirmCard('payment_intent', clientSecret, data, options);

  confirmCardSetup = (clientSecret: string, data: Fields = {}, options: Fields = {}): Promise<IntentResult> =>
    this.#confirmCard('setup_intent', clientSecret, data, options);

  createToken = async (): Promise<{ error: StripeJsError }> => ({
    error: { type: 'invalid_request_error', message: 'The sandbox has no card tokens: use createConfirmationToken.' },
  });

  registerAppInfo = (): void => undefined;
  _registerWrapper = (): void => undefined;

  async #confirmOnce(kind: IntentKind, options: ConfirmOptions): Promise<IntentResult> {
    const secret = options.clientSecret ?? options.elements?.clientSecret;
    const name = kind === 'payment_intent' ? 'confirmPayment' : 'confirmSetup';
    if (secret === undefined) {
      throw new IntegrationError(
        `Invalid value for ${name}(): clientSecret is required when elements was made without one.`,
      );
    }
    const { redirect = 'always', confirmParams = {} } = options;
    if (redirect === 'always' && textOf(confirmParams.return_url) === undefined) {
      throw new IntegrationError(
        `${name}() requires confirmParams.return_url unless redirect is "if_required": it is where the customer comes back to.`,
      );
    }
    return this.#once(secret, () => this.#confirm(kind, secret, { ...options, redirect, confirmParams }, name));
  }

  async #once(secret: string, confirm: () => Promise<IntentResult>): Promise<IntentResult> {
    const running = this.#confirming.get(secret) ?? confirm();
    this.#confirming.set(secret, running);
    try {
      return await running;
    } finally {
      this.#confirming.delete(secret);
    }
  }

  async #confirm(
    kind: IntentKind,
    secret: string,
    { elements, confirmParams = {}, redirect }: ConfirmOptions,
    name: string,
  ): Promise<IntentResult> {
    const returnUrl = textOf(confirmParams.return_url);
    const { payment_method_data: _typed, ...given } = confirmParams;
    let params = encodeForm(given);
    if (elements !== undefined) {
      const token = await this.#tokenFrom(elements, confirmParams, name);
      if (!token.ok) return { error: token.error };
      // What the token carries need not be said twice; the API refuses shipping of a setup.
      params = {
        confirmation_token: String(token.object.id),
        ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
        ...pick(params, ['expand', 'receipt_email', 'setup_future_usage']),
      };
    }
    const outcome = await this.#finish(kind, secret, await this.#intents.confirm(kind, secret, params));
    if (outcome.intent === undefined || redirect !== 'always' || returnUrl === undefined)
      return toResult(kind, outcome);
    return leaveFor(returnUrlFor(returnUrl, outcome.intent, secret));
  }

  async #confirmCard(kind: IntentKind, secret: string, data: Fields, options: Fields): Promise<IntentResult> {
    return this.#once(secret, async () => {
      const { payment_method: method, ...rest } = data;
      const { card, ...billing } = fieldsOf(method);
      let id = textOf(method);
      if (card instanceof FrameElement) {
        const { paymentMethod, error } = await this.createPaymentMethod({ type: 'card', card, ...billing });
        if (error !== undefined) return { error };
        id = String(paymentMethod?.id);
      }
      const params = { ...encodeForm(rest), ...(id === undefined ? {} : { payment_method: id }) };
      const confirmed = await this.#intents.confirm(kind, secret, params);
      if (options.handleActions === false) return toResult(kind, confirmed);
      return toResult(kind, await this.#finish(kind, secret, confirmed));
    });
  }

  async #finish(kind: IntentKind, secret: string, confirmed: IntentOutcome): Promise<IntentOutcome> {
    return confirmed.intent === undefined ? confirmed : this.#intents.passNextAction(kind, confirmed.intent, secret);
  }

  /** Makes a token of what the elements hold, and of what the page adds. Throws an IntegrationError before submit(). */
  async #tokenFrom(elements: Elements, given: Fields, caller: string): Promise<ApiResult> {
    if (elements.awaitsSubmit) {
      throw new IntegrationError(
        `Your code called stripe.${caller}() before elements.submit(): elements.submit() must be called, and have no error, before the payment is confirmed.`,
      );
    }
    const form = elements.paymentElement();
    requireHiddenDetails(form.options, given);
    const added = pick(encodeForm(given), ['return_url', 'setup_future_usage', 'payment_method_data', 'shipping']);
    return form.request('confirmation_tokens', { ...(await elements.addressParams()), ...added });
  }

  #post(path: string, params: FormParams): Promise<ApiResult> {
    return callApi(this.#origin, this.#key, 'POST', path, params);
  }
}

/** Parameters under the given names, whole or in part. */
function pick(params: FormParams, names: readonly string[]): FormParams {
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name.split('[')[0] ?? '')));
}

/** What the page told the form not to ask for, the page must say: https://docs.stripe.com/js/elements_object/create_payment_element#payment_element_create-options-fields */
function requireHiddenDetails(options: Fields, given: Fields): void {
  const hidden = fieldsOf(options.fields).billingDetails;
  const details = fieldsOf(fieldsOf(given.payment_method_data).billing_details);
  const asked = typeof hidden === 'string' ? {} : fieldsOf(hidden);
  const address = fieldsOf(asked.address);
  const never = (of: unknown) => hidden === 'never' || of === 'never';
  const missing = [
    ...(never(asked.address) || never(address.country) ? [['country', fieldsOf(details.address).country]] : []),
    ...(never(asked.address) || never(address.postalCode)
      ? [['postal_code', fieldsOf(details.address).postal_code]]
      : []),
  ].find(([, value]) => value === undefined);
  if (missing === undefined) return;
  const path = `billing_details.address.${String(missing[0])}`;
  throw new IntegrationError(
    `You specified "never" for fields.${path} when creating the payment Element, but did not pass confirmParams.payment_method_data.${path} when confirming. If you opt out of collecting data via the payment Element using the fields option, the data must be passed in when confirming.`,
  );
}

function toResult(kind: IntentKind, { intent, error }: IntentOutcome): IntentResult {
  if (error !== undefined) return { error };
  return kind === 'payment_intent' ? { paymentIntent: intent } : { setupIntent: intent };
}
