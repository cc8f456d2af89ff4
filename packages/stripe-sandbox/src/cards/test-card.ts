/** One of Stripe's test cards: the number is the truth, the `pm_card_…` names stand for it. */
export interface TestCard {
  readonly number: string;
  /** The name Stripe's testing page gives it first; some have none. */
  readonly names: readonly string[];
  readonly brand: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly behaviour: CardBehaviour;
}

export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  /** What to do about it: https://docs.stripe.com/declines/card#retrying-issuer-declines */
  readonly adviceCode?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  /** What the card network said, in its own code. */
  readonly networkCode?: string;
  readonly message: string;
  /** The field of the card that is at fault. */
  readonly param?: string;
  /** Radar refused it before the issuer was asked. */
  readonly blocked?: boolean;
}

export interface CardBehaviour {
  /**
   * When the bank asks for 3D Secure. A card that is set up for off-session use asks no more (`unless_set_up`); one
   * may have been set up from the beginning (`on_session`); one asks only when the merchant does (`on_request`).
   */
  readonly challenge?: 'always' | 'unless_set_up' | 'on_session' | 'on_request';
  readonly decline?: Decline;
  /** The card can be attached to a customer even though every charge fails. */
  readonly attaches?: boolean;
  readonly risk?: 'elevated';
  /** Checks of the card's data that fail, or are not made, when the data is given. */
  readonly checks?: { readonly cvc?: CheckResult; readonly line1?: CheckResult; readonly postalCode?: CheckResult };
  /** The cardholder complains right after paying: a chargeback, or an inquiry that takes no money yet. */
  readonly dispute?: {
    readonly kind: 'chargeback' | 'inquiry';
    readonly reason: 'fraudulent' | 'product_not_received';
  };
  /** What becomes of a refund after its first answer. */
  readonly refund?: 'pending' | 'fails_later';
  /** The money of a payment is there at once instead of after two days. */
  readonly funds?: 'at_once';
}

export type CheckResult = 'fail' | 'unavailable';

/** A card that behaves in a way of its own. */
export function card(
  number: string,
  names: string | readonly string[],
  behaviour: CardBehaviour = {},
  { brand = 'visa', funding = 'credit', country = 'US' }: Partial<Pick<TestCard, 'brand' | 'funding' | 'country'>> = {},
): TestCard {
  return { number, names: [names].flat(), brand, funding, country, behaviour };
}
