import { z } from 'zod';
import type { OperationContext } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, integer } from '../../http/params.ts';
import type { CheckoutSessionObject } from '../../store/objects/checkout-session.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { createCustomer, findCustomer, updateCustomer } from '../customers/customers.ts';
import { previewToken } from '../elements/confirmation-tokens.ts';
import { confirmIntent } from '../payment-intents/confirmation.ts';
import { createIntent } from '../payment-intents/payment-intents.ts';
import { paymentMethodData } from '../payment-methods/params.ts';
import { createPaymentMethod, findPaymentMethod } from '../payment-methods/payment-methods.ts';
import { confirmSetupIntent } from '../setup-intents/confirmation.ts';
import { checkExpectedAmount, completeSession, followIntent } from './completion.ts';
import { looksLikeEmail } from './rules.ts';
import { findSession, orderOf, requireOpen } from './sessions.ts';

export const readPageParams = z.strictObject({ client_secret: z.string().optional(), expand });
export const confirmPageParams = z.strictObject({
  client_secret: z.string().optional(),
  confirmation_token: z.string().optional(),
  email: z.string().max(800).optional(),
  expected_amount: integer.optional(),
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  expand,
});

type ConfirmParams = z.output<typeof confirmPageParams>;

/** What the hosted page shows of a session and its customer; amounts are minor units of the currency. */
export function paymentPage(context: OperationContext, session: CheckoutSessionObject) {
  const { items, intent } = orderOf(context, session.id);
  const payment = context.store.paymentIntents.get(session.payment_intent ?? '');
  const setup = context.store.setupIntents.get(session.setup_intent ?? '');
  return {
    id: session.id,
    object: 'payment_page',
    amount_subtotal: session.amount_subtotal,
    amount_total: session.amount_total,
    business_name: context.store.account.name,
    cancel_url: session.cancel_url,
    currency: session.currency,
    email: session.customer_details?.email ?? null,
    expires_at: session.expires_at,
    line_items: items.map((item) => {
      const product = context.store.products.get(item.price.product);
      return {
        id: item.id,
        amount_total: item.amount_total,
        description: item.description,
        details: product?.description ?? null,
        image: product?.images[0] ?? null,
        quantity: item.quantity,
        unit_amount: item.price.unit_amount,
      };
    }),
    livemode: false,
    locale: session.locale,
    mode: session.mode,
    payment_intent: payment ?? null,
    payment_status: session.payment_status,
    setup_future_usage: intent.setup_future_usage ?? null,
    setup_intent: setup ?? null,
    status: session.status,
    submit_type: session.submit_type,
    success_url: session.status === 'complete' ? successUrl(session) : null,
  };
}

function successUrl(session: CheckoutSessionObject): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/**
 * Pays a session, or sets its card up, as its customer does on the page. The session goes on when the bank was asked
 * and has agreed. Throws Stripe's 402 on a decline, after which the customer may try again, and 400 once it is over.
 */
export function confirmPage(context: OperationContext, id: string, params: ConfirmParams) {
  const session = requireOpen(findSession(context, id), 'confirmed');
  checkExpectedAmount(session, params.expected_amount);
  if (session.amount_total === 0) return completeFree(context, session, params);
  const method = methodOf(context, params);
  const email = emailOf(session, params, method);
  if (session.mode === 'setup') setUp(context, session, method, email, params);
  else pay(context, session, method, email, params);
  return paymentPage(context, findSession(context, id));
}

function completeFree(context: OperationContext, session: CheckoutSessionObject, params: ConfirmParams) {
  const email = emailOf(session, params, undefined);
  const customer = customerOf(context, session, session.customer, email, null);
  return paymentPage(context, completeSession(context, session, customer, { email }));
}

function setUp(
  context: OperationContext,
  session: CheckoutSessionObject,
  method: PaymentMethodObject,
  email: string,
  params: ConfirmParams,
): void {
  const setup = context.store.setupIntents.get(session.setup_intent ?? '');
  if (setup === undefined) throw noSuch('setup_intent', session.setup_intent ?? '');
  const customer = customerOf(context, session, setup.customer, email, method);
  context.store.setupIntents.set(setup.id, { ...setup, customer });
  context.store.checkoutIntents.set(setup.id, { id: setup.id, session: session.id, email });
  followIntent(context, confirmSetupIntent(context, setup.id, confirmation(session, method, params)));
}

function pay(
  context: OperationContext,
  session: CheckoutSessionObject,
  method: PaymentMethodObject,
  email: string,
  params: ConfirmParams,
): void {
  const tried = context.store.paymentIntents.get(session.payment_intent ?? '');
  const customer = customerOf(context, session, tried?.customer ?? session.customer, email, method);
  const intent = tried ?? intentFor(context, session, customer);
  context.store.checkoutIntents.set(intent.id, { id: intent.id, session: session.id, email });
  followIntent(context, confirmIntent(context, intent.id, confirmation(session, method, params)));
}

/** Stripe makes a session's payment intent only when the customer pays; a further try takes the same one. */
function intentFor(context: OperationContext, session: CheckoutSessionObject, customer: string | null) {
  const intent = createIntent(context, {
    ...orderOf(context, session.id).intent,
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    ...(customer === null ? {} : { customer }),
  });
  context.store.checkoutSessions.set(session.id, { ...session, payment_intent: intent.id });
  return intent;
}

/** The customer comes back to the page. */
function confirmation(
  { url }: CheckoutSessionObject,
  method: PaymentMethodObject,
  { confirmation_token }: ConfirmParams,
) {
  return {
    return_url: url ?? undefined,
    ...(confirmation_token === undefined ? { payment_method: method.id } : { confirmation_token }),
    use_stripe_sdk: true,
  };
}

function methodOf(context: OperationContext, params: ConfirmParams): PaymentMethodObject {
  if (params.confirmation_token !== undefined) return previewToken(context, params.confirmation_token);
  if (params.payment_method !== undefined) return findPaymentMethod(context, params.payment_method);
  if (params.payment_method_data !== undefined) return createPaymentMethod(context, params.payment_method_data);
  throw invalidParam('Missing required param: confirmation_token.', 'confirmation_token', 'parameter_missing');
}

function emailOf(
  session: CheckoutSessionObject,
  params: ConfirmParams,
  method: PaymentMethodObject | undefined,
): string {
  const email = session.customer_details?.email ?? params.email ?? method?.billing_details.email ?? '';
  if (email === '') throw invalidParam('Missing required param: email.', 'email', 'parameter_missing');
  if (!looksLikeEmail(email)) throw invalidParam(`Invalid email address: ${email}`, 'email', 'email_invalid');
  return email;
}

/** Whose session it is: the customer given, who gets the e-mail address if they had none; or one made for it if asked to. */
function customerOf(
  context: OperationContext,
  session: CheckoutSessionObject,
  known: string | null,
  email: string,
  method: PaymentMethodObject | null,
): string | null {
  if (known !== null) {
    const { email: current } = findCustomer(context, known);
    // A customer made for an earlier try goes by what was typed last; one who was given keeps their own address.
    const adopts = current === null || session.customer === null;
    if (adopts && current !== email) updateCustomer(context, known, { email });
    return known;
  }
  if (session.customer_creation !== 'always') return null;
  const name = method?.billing_details.name ?? undefined;
  return createCustomer(context, { email, name }).id;
}
