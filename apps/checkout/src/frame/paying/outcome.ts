import type { MoneyJson } from '@flashstudio/money';
import type { ApiProblem } from '../server/api.ts';

/** A payment that the customer has done their part of. */
export interface Receipt {
  readonly paymentId: string;
  readonly email: string;
  readonly amount: MoneyJson;
}

/** How a press of Pay ends. */
export type PayOutcome =
  | ({ readonly kind: 'paid' } & Receipt)
  /** The bank needs longer: neither paid nor refused. */
  | ({ readonly kind: 'processing' } & Receipt)
  /** Something is wrong in the card fields, which show it. */
  | { readonly kind: 'incomplete' }
  /** Nothing was charged: what is bought costs `total` now, and the customer decides. */
  | { readonly kind: 'total_changed'; readonly total: MoneyJson }
  | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  /** The field the server finds fault with. */
  readonly field?: 'email' | 'name';
}

/** An outcome that lets the customer try again, with the sentence that says why. */
export function refused(code: string, message: string): Refusal {
  return { kind: 'refused', code, message };
}

/** What the customer reads of such an address, whether we or the server found it. */
export const EMAIL_INVALID: Refusal = {
  ...refused('email_invalid', 'This e-mail address is not valid. Please check it for typing errors.'),
  field: 'email',
};

/** A failed call as an outcome. The server's own sentences say what became of the money; ours have to. */
export function failed({ code, message, told, details }: ApiProblem): Refusal {
  if ('customer.email' in details) return { ...EMAIL_INVALID, code };
  if ('customer.name' in details) return { ...refused(code, 'This name cannot be used.'), field: 'name' };
  return refused(code, told ? message : `${message} You will not be charged twice.`);
}
