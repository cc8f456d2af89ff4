/** What Stripe.js throws when a page uses it wrongly: the developer reads it, never the customer. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
}
