import type Stripe from 'stripe';
import { describe, expectTypeOf, it } from 'vitest';
import type { BalanceObject } from '../src/store/objects/balance.ts';
import type { BalanceTransactionObject } from '../src/store/objects/balance-transaction.ts';
import type { ChargeObject } from '../src/store/objects/charge.ts';
import type { CheckoutSessionObject } from '../src/store/objects/checkout-session.ts';
import type { ConfirmationTokenObject } from '../src/store/objects/confirmation-token.ts';
import type { CustomerObject } from '../src/store/objects/customer.ts';
import type { DisputeObject } from '../src/store/objects/dispute.ts';
import type { EventObject } from '../src/store/objects/event.ts';
import type { LineItemObject } from '../src/store/objects/line-item.ts';
import type { PaymentIntentObject } from '../src/store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../src/store/objects/payment-method.ts';
import type { PriceObject } from '../src/store/objects/price.ts';
import type { ProductObject } from '../src/store/objects/product.ts';
import type { RefundObject } from '../src/store/objects/refund.ts';
import type { SetupIntentObject } from '../src/store/objects/setup-intent.ts';
import type { TestClockObject } from '../src/store/objects/test-clock.ts';
import type { WebhookEndpointObject } from '../src/store/objects/webhook-endpoint.ts';

/**
 * What the sandbox answers has the shapes the pinned SDK declares for its API version. The compiler runs this, for
 * every field: a field that is missing or of another type fails the type check.
 */
describe('shapes', () => {
  it('are those of the SDK', () => {
    expectTypeOf<CustomerObject>().toExtend<Stripe.Customer>();
    expectTypeOf<PaymentMethodObject>().toExtend<Omit<Stripe.PaymentMethod, 'card'>>();
    expectTypeOf<PaymentMethodObject['card']>().toExtend<Stripe.PaymentMethod.Card>();
    expectTypeOf<PaymentIntentObject>().toExtend<Omit<Stripe.PaymentIntent, 'next_action'>>();
    expectTypeOf<ChargeObject>().toExtend<Omit<Stripe.Charge, 'outcome' | 'payment_method_details'>>();
    expectTypeOf<ConfirmationTokenObject>().toExtend<Omit<Stripe.ConfirmationToken, 'payment_method_preview'>>();
    expectTypeOf<SetupIntentObject>().toExtend<Omit<Stripe.SetupIntent, 'next_action'>>();
    expectTypeOf<ProductObject>().toExtend<Stripe.Product>();
    // On the wire a decimal is text, of which the SDK makes its own number.
    expectTypeOf<PriceObject>().toExtend<Omit<Stripe.Price, 'unit_amount_decimal'>>();
    expectTypeOf<CheckoutSessionObject>().toExtend<Stripe.Checkout.Session>();
    expectTypeOf<LineItemObject>().toExtend<Omit<Stripe.LineItem, 'price'>>();
    expectTypeOf<TestClockObject>().toExtend<Stripe.TestHelpers.TestClock>();
    expectTypeOf<BalanceObject>().toExtend<Stripe.Balance>();
    expectTypeOf<DisputeObject>().toExtend<Stripe.Dispute>();
    expectTypeOf<RefundObject>().toExtend<Stripe.Refund>();
    expectTypeOf<BalanceTransactionObject>().toExtend<Stripe.BalanceTransaction>();
    expectTypeOf<WebhookEndpointObject>().toExtend<Stripe.WebhookEndpoint>();
    expectTypeOf<EventObject>().toExtend<
      Pick<Stripe.Event, 'id' | 'object' | 'api_version' | 'created' | 'livemode' | 'pending_webhooks' | 'request'>
    >();
  });
});
