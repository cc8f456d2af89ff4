import type Stripe from 'stripe';

/**
 * What the sandbox may answer, by the `object` each answer names itself: the types of the pinned SDK, which Stripe
 * generates from its published OpenAPI document of the same API version.
 */
export interface Answers {
  balance: Stripe.Balance;
  balance_transaction: Stripe.BalanceTransaction;
  charge: Stripe.Charge;
  'checkout.session': Stripe.Checkout.Session;
  confirmation_token: Stripe.ConfirmationToken;
  customer: Stripe.Customer;
  customer_session: Stripe.CustomerSession;
  dispute: Stripe.Dispute;
  event: Stripe.EventBase;
  item: Stripe.LineItem;
  mandate: Stripe.Mandate;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  price: Stripe.Price;
  product: Stripe.Product;
  refund: Stripe.Refund;
  setup_attempt: Stripe.SetupAttempt;
  setup_intent: Stripe.SetupIntent;
  'test_helpers.test_clock': Stripe.TestHelpers.TestClock;
  webhook_endpoint: Stripe.WebhookEndpoint;
}

export interface Deleted {
  customer: Stripe.DeletedCustomer;
  price: Stripe.DeletedPrice;
  product: Stripe.DeletedProduct;
  'test_helpers.test_clock': Stripe.TestHelpers.DeletedTestClock;
  webhook_endpoint: Stripe.DeletedWebhookEndpoint;
}

/** The body of an answer that is none: `{ error: … }`. */
export interface Refusal {
  error: Stripe.StripeRawError;
}

/** Everything above in one type, as schemas are generated from one. */
export interface Contract {
  answers: Answers;
  deleted: Deleted;
  refusal: Refusal;
}
