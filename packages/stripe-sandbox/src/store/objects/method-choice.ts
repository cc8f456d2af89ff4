/** By which payment methods an intent can be paid, as payment and setup intents show it. */
export interface MethodChoice {
  allowed_payment_method_types: string[] | null;
  /** What the Dashboard says; null for an intent that goes by a list. */
  automatic_payment_methods: { enabled: boolean; allow_redirects: 'always' | 'never' } | null;
  excluded_payment_method_types: string[] | null;
  /** What comes of it. */
  payment_method_types: string[];
}
