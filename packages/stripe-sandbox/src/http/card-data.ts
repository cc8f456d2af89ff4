/**
 * Parameters in Stripe's form encoding without card numbers and security codes, which are kept nowhere. `shown` says
 * what stands for a number, of which it is told the digits.
 */
export function withoutCardData(form: string, shown: (digits: string) => string = () => HIDDEN): string {
  if (!form.includes('number') && !form.includes('cvc')) return form;
  return form.replace(
    CARD_FIELD,
    (_, name: string, field: string, value: string) =>
      `${name}${field.toLowerCase() === 'number' ? shown(digitsOf(value)) : HIDDEN}`,
  );
}

/** The digits of a value that may be percent-encoded, in any way. */
function digitsOf(value: string): string {
  return (new URLSearchParams(`value=${value}`).get('value') ?? '').replace(/\D/g, '');
}

const HIDDEN = '***';
const CARD_FIELD = /((?:\[|%5B)(number|cvc)(?:\]|%5D)=)([^&]*)/gi;
