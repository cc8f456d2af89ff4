import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import { expand, flag, integer } from '../../http/params.ts';
import type { CustomerSessionObject } from '../../store/objects/customer-session.ts';

const enabled = z.strictObject({ enabled: flag });
const onOff = z.enum(['disabled', 'enabled']);
const redisplay = z.enum(['always', 'limited', 'unspecified']);
const removable = {
  payment_method_allow_redisplay_filters: z.array(redisplay).min(1).default(['always']),
  payment_method_remove: onOff.default('disabled'),
};
const shown = {
  ...removable,
  payment_method_redisplay: onOff.default('disabled'),
  payment_method_save: onOff.default('disabled'),
};
const limit = integer.refine((value) => value >= 1 && value <= 10, 'must be between 1 and 10');

const sheetFeatures = z.strictObject(removable);
const mobileFeatures = z.strictObject({
  ...shown,
  payment_method_save_allow_redisplay_override: redisplay.nullable().default(null),
});
const elementFeatures = z.strictObject({
  ...shown,
  payment_method_redisplay_limit: limit.default(3),
  payment_method_save_usage: z.enum(['off_session', 'on_session']).nullable().default(null),
});

export const createCustomerSessionParams = z.strictObject({
  customer: z.string(),
  components: z.strictObject({
    active_entitlements: enabled.optional(),
    buy_button: enabled.optional(),
    customer_portal: enabled.optional(),
    customer_sheet: z.strictObject({ enabled: flag, features: sheetFeatures.optional() }).optional(),
    mobile_payment_element: z.strictObject({ enabled: flag, features: mobileFeatures.optional() }).optional(),
    payment_element: z.strictObject({ enabled: flag, features: elementFeatures.optional() }).optional(),
    pricing_table: enabled.optional(),
  }),
  expand,
});

/** A browser has half an hour to use a session. */
const LIFETIME_SECONDS = 30 * 60;

/**
 * Lets a browser act for one customer: see their saved cards, save or remove one, as far as the features allow.
 * Throws 400 when no component is enabled or the customer is unknown.
 * https://docs.stripe.com/api/customer_sessions/create
 */
export function createCustomerSession(
  context: OperationContext,
  { customer, components }: z.output<typeof createCustomerSessionParams>,
): CustomerSessionObject {
  if (context.store.customers.get(customer) === undefined) {
    throw invalidParam(`No such customer: '${customer}'`, 'customer', 'resource_missing');
  }
  if (!Object.values(components).some((component) => component?.enabled === true)) {
    throw invalidParam('At least one component must be enabled.', 'components');
  }
  const now = seconds(context.clock);
  const session: CustomerSessionObject = {
    object: 'customer_session',
    client_secret: objectId('cuss_secret', 48),
    components: {
      active_entitlements: { enabled: components.active_entitlements?.enabled ?? false },
      buy_button: { enabled: components.buy_button?.enabled ?? false },
      customer_portal: { enabled: components.customer_portal?.enabled ?? false },
      customer_sheet: withFeatures(components.customer_sheet, sheetFeatures),
      mobile_payment_element: withFeatures(components.mobile_payment_element, mobileFeatures),
      payment_element: withFeatures(components.payment_element, elementFeatures),
      pricing_table: { enabled: components.pricing_table?.enabled ?? false },
    },
    created: now,
    customer,
    customer_account: null,
    expires_at: now + LIFETIME_SECONDS,
    livemode: false,
  };
  context.store.customerSessions.set(session.client_secret, { id: session.client_secret, session });
  return session;
}

/** Features are told, with their defaults, only of a component that is enabled. */
function withFeatures<F>(
  component: { enabled: boolean; features?: F | undefined } | undefined,
  defaults: { parse(input: object): F },
): { enabled: boolean; features: F | null } {
  if (component?.enabled !== true) return { enabled: false, features: null };
  return { enabled: true, features: component.features ?? defaults.parse({}) };
}

/** The session a browser's secret opens. Throws 400 when there is none or its half hour is over. */
export function openCustomerSession(context: OperationContext, clientSecret: string): CustomerSessionObject {
  const param = 'customer_session_client_secret';
  const session = context.store.customerSessions.get(clientSecret)?.session;
  if (session === undefined) {
    throw invalidParam(
      'The customer_session_client_secret provided does not match any associated CustomerSession on this account.',
      param,
      'resource_missing',
    );
  }
  if (session.expires_at <= seconds(context.clock)) {
    throw invalidParam('The CustomerSession has expired. Create a new one and reload the page.', param);
  }
  return session;
}
