/** An account's balance in Stripe's own shape: https://docs.stripe.com/api/balance/balance_object */
export interface BalanceObject {
  object: 'balance';
  available: BalanceAmount[];
  livemode: false;
  pending: BalanceAmount[];
}

/** Minor units of the currency; below zero what the account owes. */
export interface BalanceAmount {
  amount: number;
  currency: string;
  source_types: { card: number };
}
