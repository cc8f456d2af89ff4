import { z } from 'zod';
import type { OperationContext } from '../../context.ts';
import { published } from '../../generated/published.ts';
import { invalidParam } from '../../http/errors.ts';
import { flag } from '../../http/params.ts';
import { isBefore } from '../../published/versions.ts';
import type { MethodChoice } from '../../store/objects/method-choice.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { type IntentKind, invalidFor } from './intent-kind.ts';
import { currenciesOf, takesCurrency } from './method-types.ts';

export const allowedTypesParam = z.array(z.enum(published.methodTypes.allowed));
export const excludedTypesParam = z.array(z.enum(published.methodTypes.excluded));
/** A list of former times, whose types are looked at only in a version that takes it. */
export const typesParam = z.array(z.string()).optional();

export const automaticMethodsParams = z
  .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
  .optional();

export interface MethodWish {
  readonly allowed_payment_method_types?: readonly string[] | '' | undefined;
  readonly automatic_payment_methods?: z.output<typeof automaticMethodsParams>;
  readonly excluded_payment_method_types?: readonly string[] | '' | undefined;
  readonly payment_method_types?: readonly string[] | undefined;
}

interface Limits {
  readonly kind: IntentKind;
  /** In lower case; null for a setup, which has none. */
  readonly currency: string | null;
  /** What was chosen before; undefined for an intent that is being made. */
  readonly before?: MethodChoice | undefined;
}

/** What the account takes without being told, as the Dashboard would have it. */
const BY_ITSELF = ['card'];

/** https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents */
const LISTS_END = '2026-09-30';
/** https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods */
const DASHBOARD_BEGINS = '2023-08-16';

/**
 * Decides by which payment methods an intent can be paid. Throws Stripe's 400 for a list that the version asked for does
 * not take, for wishes that exclude each other, for types that there are not, and when no type is left that takes the
 * currency.
 */
export function chooseMethods(context: OperationContext, wish: MethodWish, limits: Limits): MethodChoice {
  refuseContradictions(context, wish);
  const { payment_method_types: list } = wish;
  if (list !== undefined) return { ...NOTHING_CHOSEN, payment_method_types: checkList(list, limits) };
  const allowed = chosen(wish.allowed_payment_method_types, limits.before?.allowed_payment_method_types);
  const excluded = chosen(wish.excluded_payment_method_types, limits.before?.excluded_payment_method_types);
  if (allowed !== null) {
    for (const type of allowed) requireKnown(type, 'allowed_payment_method_types');
    const types = allowed.filter((type) => takesCurrency(type, limits.currency));
    requireSome(types, limits.kind, 'allowed_payment_method_types');
    return { ...NOTHING_CHOSEN, allowed_payment_method_types: allowed, payment_method_types: types };
  }
  const automatic = automaticMethods(context, wish.automatic_payment_methods, limits.before);
  if (automatic === null) {
    const types = limits.before?.payment_method_types ?? BY_ITSELF;
    return { ...NOTHING_CHOSEN, payment_method_types: checkList(types, limits) };
  }
  const types = BY_ITSELF.filter((type) => excluded?.includes(type) !== true);
  requireSome(types, limits.kind, 'excluded_payment_method_types');
  return {
    allowed_payment_method_types: null,
    automatic_payment_methods: automatic,
    excluded_payment_method_types: excluded,
    payment_method_types: types,
  };
}

/** Throws Stripe's 400 for a payment method of a type that the intent cannot be paid by. */
export function requireAllowed(method: PaymentMethodObject, { payment_method_types }: MethodChoice, kind: IntentKind) {
  if (payment_method_types.includes(method.type)) return;
  throw invalidFor(
    kind,
    `The PaymentMethod provided (${method.type}) is not allowed for this ${kind}. Please attach a PaymentMethod of one of the following types: ${payment_method_types.join(', ')}. Alternatively, update the allowed payment_method_types for this ${kind} to include "${method.type}"`,
    'payment_method',
  );
}

const NOTHING_CHOSEN = {
  allowed_payment_method_types: null,
  automatic_payment_methods: null,
  excluded_payment_method_types: null,
} as const;

/** https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter */
function refuseContradictions({ version }: OperationContext, wish: MethodWish): void {
  const given = [
    ...(wish.allowed_payment_method_types ? ['allowed_payment_method_types'] : []),
    ...(wish.automatic_payment_methods?.enabled === true ? ['automatic_payment_methods'] : []),
    ...(wish.excluded_payment_method_types ? ['excluded_payment_method_types'] : []),
    ...(wish.payment_method_types === undefined ? [] : ['payment_method_types']),
  ];
  refuseRetiredList(version, wish.payment_method_types);
  const [first = '', second] = given;
  const exclusive = ['allowed_payment_method_types', 'payment_method_types'].some((name) => given.includes(name));
  if (second === undefined || !exclusive) return;
  throw invalidParam(`You may only specify one of these parameters: ${given.join(', ')}.`, first);
}

/** Throws Stripe's 400 for a list of types, which newer versions than those before `LISTS_END` do not take. */
export function refuseRetiredList(version: string, types: readonly string[] | undefined): void {
  if (types === undefined || isBefore(version, LISTS_END)) return;
  throw invalidParam(
    `\`payment_method_types\` is no longer supported as of API version ${LISTS_END}.endive. Let Stripe determine the payment methods, or use \`allowed_payment_method_types\` or \`excluded_payment_method_types\`.`,
    'payment_method_types',
    'payment_method_types_no_longer_supported',
  );
}

function chosen(
  wish: readonly string[] | '' | undefined,
  before: readonly string[] | null | undefined,
): string[] | null {
  const types = wish === undefined ? before : wish || null;
  return types === null || types === undefined ? null : [...types];
}

function automaticMethods(
  { version }: OperationContext,
  wish: MethodWish['automatic_payment_methods'],
  before: MethodChoice | undefined,
): MethodChoice['automatic_payment_methods'] {
  if (wish !== undefined)
    return wish.enabled ? { allow_redirects: wish.allow_redirects ?? 'always', enabled: true } : null;
  if (before !== undefined && before.allowed_payment_method_types === null) return before.automatic_payment_methods;
  return isBefore(version, DASHBOARD_BEGINS) ? null : { allow_redirects: 'always', enabled: true };
}

/** A list that a merchant made themselves: every type in it must be good. */
function checkList(types: readonly string[], { kind, currency }: Limits): string[] {
  const name = 'payment_method_types';
  for (const type of types) {
    if (!published.methodTypes.allowed.includes(type)) {
      throw invalidFor(
        kind,
        `The payment method type "${type}" is invalid. Please ensure the provided type is activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features that you are trying to use.`,
        name,
      );
    }
    requireKnown(type, name);
    const currencies = currenciesOf(type);
    if (takesCurrency(type, currency) || currencies === undefined || currencies === 'any') continue;
    throw invalidFor(
      kind,
      `The currency provided (${currency}) is invalid for one or more payment method types on this ${kind}. Payments with ${type} support the following currencies: ${currencies.join(', ')}.`,
      name,
    );
  }
  return [...types];
}

function requireKnown(type: string, param: string): void {
  if (currenciesOf(type) !== undefined) return;
  throw invalidParam(`The sandbox does not support the payment method type ${type}, which Stripe takes here.`, param);
}

function requireSome(types: readonly string[], kind: IntentKind, param: string): void {
  if (types.length > 0) return;
  const intent = kind === 'PaymentIntent' ? 'Payment Intent' : 'Setup Intent';
  throw invalidFor(
    kind,
    `No valid payment method types for this ${intent}. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payment_methods).`,
    param,
  );
}
