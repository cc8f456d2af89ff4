/** A customer's leave to be charged again, in Stripe's own shape: https://docs.stripe.com/api/mandates/object */
export interface MandateObject {
  id: string;
  object: 'mandate';
  customer_acceptance: {
    accepted_at: number;
    offline?: Record<string, never>;
    online?: { ip_address: string | null; user_agent: string | null };
    type: 'offline' | 'online';
  };
  livemode: false;
  multi_use: Record<string, never>;
  payment_method: string;
  payment_method_details: { card: Record<string, never>; type: 'card' };
  status: 'active';
  type: 'multi_use';
}
