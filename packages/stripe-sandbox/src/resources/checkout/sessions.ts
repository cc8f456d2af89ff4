import type { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { CheckoutOrder } from '../../store/account-store.ts';
import type { CheckoutCustomerDetails, CheckoutSessionObject } from '../../store/objects/checkout-session.ts';
import type { LineItemObject } from '../../store/objects/line-item.ts';
import { cancelIntent } from '../payment-intents/payment-intents.ts';
import { cancelSetupIntent, createSetupIntent } from '../setup-intents/setup-intents.ts';
import { checkAmount } from '../shared/amounts.ts';
import { checkLines, createLineItems, type OrderedLine } from './line-items.ts';
import type { CreateSessionParams, updateSessionParams } from './params.ts';
import { checkSessionParams, expiryOf } from './rules.ts';

/**
 * Opens a session with its hosted page: https://docs.stripe.com/api/checkout/sessions/create. A payment's intent is
 * made only when the customer pays; a setup's at once. Nothing is made before everything was found to be good.
 */
export function createSession(context: OperationContext, params: CreateSessionParams): CheckoutSessionObject {
  const mode = checkSessionParams(context, params);
  const lines = checkLines(context, params.line_items ?? [], params.currency);
  const total = checkTotal(lines);
  const expiresAt = expiryOf(context, params.expires_at);
  const id = objectId('cs_test', 58);
  const clientSecret = `${id}_secret_${objectId('x').slice(2)}`;
  const session = context.store.checkoutSessions.set(id, {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: mode === 'payment' ? total : null,
    amount_total: mode === 'payment' ? total : null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: seconds(context.clock),
    currency: params.currency?.toLowerCase() ?? lines[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: params.customer ?? null,
    customer_account: null,
    customer_creation:
      params.customer_creation ?? (mode === 'payment' && params.customer === undefined ? 'if_required' : null),
    customer_details: knownDetails(context, params),
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: mode === 'payment' ? noInvoice() : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: mode === 'payment' ? 'if_required' : 'always',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: mode === 'setup' || total === 0 ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: mode === 'setup' ? setupFor(context, id, params) : null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: mode === 'payment' ? { amount_discount: 0, amount_shipping: 0, amount_tax: 0 } : null,
    ui_mode: 'hosted_page',
    url: pageUrl(context, id, clientSecret),
    wallet_options: null,
  });
  context.store.nextCheckoutExpiry = Math.min(context.store.nextCheckoutExpiry, expiresAt);
  const items = createLineItems(context, lines);
  context.store.checkoutOrders.set(id, { id, clientSecret, items, intent: params.payment_intent_data ?? {} });
  return session;
}

/** The total of an order in minor units. Throws Stripe's 400 on one that is neither nothing nor enough to be charged. */
function checkTotal(lines: readonly OrderedLine[]): number {
  const total = lines.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);
  const currency = lines[0]?.currency;
  if (total > 0 && currency !== undefined) checkAmount(total, currency, 'line_items');
  return total;
}

function setupFor(context: OperationContext, session: string, params: CreateSessionParams): string {
  const setup = createSetupIntent(context, { ...params.setup_intent_data, customer: params.customer });
  context.store.checkoutIntents.set(setup.id, { id: setup.id, session, email: null });
  return setup.id;
}

function knownDetails(context: OperationContext, params: CreateSessionParams): CheckoutCustomerDetails | null {
  const customer = params.customer === undefined ? undefined : context.store.customers.get(params.customer);
  const email = params.customer_email ?? customer?.email ?? null;
  if (customer === undefined && email === null) return null;
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: null,
  };
}

function noInvoice(): NonNullable<CheckoutSessionObject['invoice_creation']> {
  return {
    enabled: false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: null,
      metadata: {},
      rendering_options: null,
    },
  };
}

/** The page's address; what opens the session travels in the fragment, which no server log sees. */
function pageUrl(context: OperationContext, id: string, clientSecret: string): string {
  const [key = ''] = context.store.account.publishableKeys;
  return `${context.origin}/c/pay/${id}#${new URLSearchParams({ key, client_secret: clientSecret })}`;
}

/** Finds a session; with `clientSecret`, only for who holds it. Throws Stripe's 404. */
export function findSession(
  context: OperationContext,
  id: string,
  clientSecret?: string | null,
): CheckoutSessionObject {
  const session = context.store.checkoutSessions.get(id);
  if (session === undefined) throw noSuch('checkout.session', id);
  if (clientSecret !== undefined && orderOf(context, id).clientSecret !== clientSecret) {
    throw invalidParam(
      'The client_secret provided does not match any associated Checkout Session on this account.',
      'client_secret',
    );
  }
  return session;
}

/** What a session keeps to itself. Throws when it is missing, which it never is. */
export function orderOf(context: OperationContext, id: string): CheckoutOrder {
  const order = context.store.checkoutOrders.get(id);
  if (order === undefined) throw new Error(`checkout session ${id} has no order`);
  return order;
}

/** The lines of a session, in the order they were given. Throws Stripe's 404. */
export function lineItemsOf(context: OperationContext, id: string): readonly LineItemObject[] {
  return orderOf(context, findSession(context, id).id).items;
}

/** Changes a session's metadata, all that a hosted page lets change. */
export function updateSession(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateSessionParams>,
): CheckoutSessionObject {
  const session = findSession(context, id);
  const metadata = mergeMetadata(session.metadata, params.metadata);
  return context.store.checkoutSessions.set(id, { ...session, metadata });
}

/** Ends an open session by the merchant's will: https://docs.stripe.com/api/checkout/sessions/expire */
export function expireSession(context: OperationContext, id: string): CheckoutSessionObject {
  return closeSession(context, requireOpen(findSession(context, id), 'expired'));
}

/** Throws Stripe's 400 unless the session is open. */
export function requireOpen(session: CheckoutSessionObject, wish: string): CheckoutSessionObject {
  if (session.status === 'open') return session;
  throw invalidParam(
    `Only Checkout Sessions with a status in ["open"] can be ${wish}. This Checkout Session has a status of \`${session.status}\`.`,
  );
}

/** Ends an open session without a payment, and with it the intent a failed try left behind. */
export function closeSession(context: OperationContext, session: CheckoutSessionObject): CheckoutSessionObject {
  // First the session: while it is open, its intent is not to be canceled.
  const expired = context.store.checkoutSessions.set(session.id, { ...session, status: 'expired', url: null });
  if (session.payment_intent !== null) cancelIntent(context, session.payment_intent, 'expired');
  if (session.setup_intent !== null) cancelSetupIntent(context, session.setup_intent, undefined);
  context.events.emit('checkout.session.expired', expired, context);
  return expired;
}
