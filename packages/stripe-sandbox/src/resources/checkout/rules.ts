import { type OperationContext, seconds } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import { refuseRetiredList } from '../intents/method-choice.ts';
import type { CreateSessionParams } from './params.ts';

const HALF_AN_HOUR = 30 * 60;
const DAY = 24 * 60 * 60;

/** What only one mode takes: https://docs.stripe.com/api/checkout/sessions/create */
const ONLY_IN = {
  payment: ['line_items', 'payment_intent_data', 'submit_type'],
  setup: ['setup_intent_data'],
} as const;

/**
 * Checks what the parameters of a new session say to each other, and gives its mode. Throws Stripe's 400 naming the one
 * at fault.
 */
export function checkSessionParams(context: OperationContext, params: CreateSessionParams): 'payment' | 'setup' {
  const mode = checkMode(params);
  if (mode === 'payment' && (params.line_items ?? []).length === 0) {
    throw invalidParam('Missing required param: line_items.', 'line_items', 'parameter_missing');
  }
  refuseRetiredList(context.version, params.payment_method_types);
  const types = params.allowed_payment_method_types ?? params.payment_method_types;
  if (mode === 'setup' && params.currency === undefined && types === undefined) {
    throw invalidParam('Missing required param: currency.', 'currency', 'parameter_missing');
  }
  if (params.currency !== undefined && !/^[a-z]{3}$/i.test(params.currency)) {
    throw invalidParam(`Invalid currency: ${params.currency}.`, 'currency');
  }
  if (types?.includes('card') === false) {
    throw invalidParam(
      'No valid payment method types for this Checkout Session: this account takes card.',
      params.allowed_payment_method_types === undefined ? 'payment_method_types' : 'allowed_payment_method_types',
    );
  }
  checkCustomer(context, params);
  checkUrl(params.success_url, 'success_url');
  if (params.cancel_url !== undefined) checkUrl(params.cancel_url, 'cancel_url');
  if (params.locale !== undefined) checkLocale(params.locale);
  return mode;
}

function checkMode(params: CreateSessionParams): 'payment' | 'setup' {
  const { mode } = params;
  const foreign = ONLY_IN[mode === 'payment' ? 'setup' : 'payment'].find((name) => name in params);
  if (foreign !== undefined) throw invalidParam(`You can not pass \`${foreign}\` in \`${mode}\` mode.`, foreign);
  return mode;
}

function checkCustomer(context: OperationContext, params: CreateSessionParams): void {
  const { customer, customer_email, customer_creation } = params;
  if (customer_email !== undefined && !looksLikeEmail(customer_email)) {
    throw invalidParam(`Invalid email address: ${customer_email}`, 'customer_email', 'email_invalid');
  }
  if (customer === undefined) return;
  if (customer_email !== undefined) {
    throw invalidParam('You may only specify one of these parameters: customer, customer_email.', 'customer');
  }
  if (customer_creation !== undefined) {
    throw invalidParam('You may only specify one of these parameters: customer, customer_creation.', 'customer');
  }
  if (context.store.customers.get(customer) === undefined) {
    throw invalidParam(`No such customer: '${customer}'`, 'customer', 'resource_missing');
  }
}

function checkUrl(url: string, param: string): void {
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw invalidParam('Not a valid URL', param, 'url_invalid');
  }
}

function checkLocale(locale: string): void {
  if (/^(auto|[a-z]{2,3}(-[A-Za-z0-9]{2,3})?)$/.test(locale)) return;
  throw invalidParam(`Invalid locale: ${locale}`, 'locale');
}

/** Whether a text could be an e-mail address; whether it is one only the mail knows. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/**
 * When a session made now expires, in Unix seconds: between 30 minutes and 24 hours from now, and 24 hours unless told
 * otherwise (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at). Throws 400 on
 * another time.
 */
export function expiryOf(context: OperationContext, given: number | undefined): number {
  const now = seconds(context.clock);
  if (given === undefined) return now + DAY;
  if (given < now + HALF_AN_HOUR) {
    throw invalidParam(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    );
  }
  if (given > now + DAY) {
    throw invalidParam(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      'expires_at',
    );
  }
  return given;
}
