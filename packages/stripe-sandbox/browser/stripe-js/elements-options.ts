import { textOf } from '../fields.ts';
import type { Appearance, FormParams } from '../protocol.ts';
import { IntegrationError } from './integration-error.ts';

/** What a page may give to `stripe.elements()`; more is tolerated, as by Stripe.js. */
export interface ElementsOptions {
  readonly appearance?: Appearance | undefined;
  readonly locale?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly customerSessionClientSecret?: string | undefined;
  readonly mode?: string | undefined;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly setupFutureUsage?: string | null | undefined;
  readonly setup_future_usage?: string | null | undefined;
  readonly captureMethod?: string | undefined;
  readonly capture_method?: string | undefined;
}

const MODES = ['payment', 'setup', 'subscription'];

/** Checks options as Stripe.js does, before anything is shown. Throws an IntegrationError that names the one that does not fit. */
export function checkElementsOptions(options: ElementsOptions): void {
  const { clientSecret, mode, amount, currency } = options;
  const refuse = (message: string) => {
    throw new IntegrationError(`Invalid value for elements(): ${message}`);
  };
  if (clientSecret !== undefined && mode !== undefined) {
    refuse(
      'clientSecret and mode cannot be given together. Give the clientSecret of an intent, or a mode to pay later.',
    );
  }
  if (clientSecret !== undefined && !/^(pi|seti)_[^_]+_secret_.+$/.test(clientSecret)) {
    refuse(
      `clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${clientSecret}.`,
    );
  }
  if (mode === undefined) return;
  if (!MODES.includes(mode)) refuse(`mode should be one of ${MODES.join(', ')}. You specified: ${mode}.`);
  if (currency !== undefined && !/^[a-z]{3}$/.test(currency)) {
    refuse(`currency should be a lower-case ISO 4217 code such as usd. You specified: ${currency}.`);
  }
  if (mode === 'setup') return;
  if (currency === undefined) refuse(`currency is required when mode is ${mode}.`);
  if (amount === undefined || !Number.isInteger(amount) || amount < (mode === 'payment' ? 1 : 0)) {
    refuse(`amount should be a positive integer in the currency's smallest unit. You specified: ${String(amount)}.`);
  }
}

/** The options as parameters of `GET /v1/elements/sessions`; none when the group is for no intent. */
export function sessionParams(options: ElementsOptions): FormParams {
  const session = options.customerSessionClientSecret;
  const customer: FormParams = session === undefined ? {} : { customer_session_client_secret: session };
  if (options.clientSecret !== undefined) {
    const type = options.clientSecret.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
    return { type, client_secret: options.clientSecret, ...customer };
  }
  if (options.mode === undefined) return {};
  const details = {
    mode: options.mode,
    amount: options.amount === undefined ? undefined : String(options.amount),
    currency: options.currency,
    setup_future_usage: textOf(options.setupFutureUsage ?? options.setup_future_usage),
    capture_method: options.captureMethod ?? options.capture_method,
  };
  return {
    type: 'deferred_intent',
    ...Object.fromEntries(
      Object.entries(details).flatMap(([name, value]) =>
        value === undefined ? [] : [[`deferred_intent[${name}]`, value]],
      ),
    ),
    ...customer,
  };
}
