/** Words of the card form. */
export interface Strings {
  readonly number: string;
  readonly expiry: string;
  readonly expiryHint: string;
  readonly cvc: string;
  readonly country: string;
  readonly postal: string;
  readonly incompleteNumber: string;
  readonly invalidNumber: string;
  readonly incompleteExpiry: string;
  readonly pastExpiry: string;
  readonly incompleteCvc: string;
  readonly incompletePostal: string;
}

const en: Strings = {
  number: 'Card number',
  expiry: 'Expiration date',
  expiryHint: 'MM / YY',
  cvc: 'Security code',
  country: 'Country',
  postal: 'ZIP code',
  incompleteNumber: 'Your card number is incomplete.',
  invalidNumber: 'Your card number is invalid.',
  incompleteExpiry: "Your card's expiration date is incomplete.",
  pastExpiry: "Your card's expiration date is in the past.",
  incompleteCvc: "Your card's security code is incomplete.",
  incompletePostal: 'Your ZIP code is incomplete.',
};

const LANGUAGES: Readonly<Record<string, Strings>> = {
  en,
  de: {
    number: 'Kartennummer',
    expiry: 'Ablaufdatum',
    expiryHint: 'MM / JJ',
    cvc: 'Prüfziffer',
    country: 'Land',
    postal: 'Postleitzahl',
    incompleteNumber: 'Die Kartennummer ist unvollständig.',
    invalidNumber: 'Die Kartennummer ist ungültig.',
    incompleteExpiry: 'Das Ablaufdatum ist unvollständig.',
    pastExpiry: 'Das Ablaufdatum liegt in der Vergangenheit.',
    incompleteCvc: 'Die Prüfziffer ist unvollständig.',
    incompletePostal: 'Die Postleitzahl ist unvollständig.',
  },
  fr: {
    number: 'Numéro de carte',
    expiry: "Date d'expiration",
    expiryHint: 'MM / AA',
    cvc: 'Code de sécurité',
    country: 'Pays',
    postal: 'Code postal',
    incompleteNumber: 'Le numéro de carte est incomplet.',
    invalidNumber: "Le numéro de carte n'est pas valide.",
    incompleteExpiry: "La date d'expiration est incomplète.",
    pastExpiry: "La date d'expiration est passée.",
    incompleteCvc: 'Le code de sécurité est incomplet.',
    incompletePostal: 'Le code postal est incomplet.',
  },
  es: {
    number: 'Número de tarjeta',
    expiry: 'Fecha de caducidad',
    expiryHint: 'MM / AA',
    cvc: 'Código de seguridad',
    country: 'País',
    postal: 'Código postal',
    incompleteNumber: 'El número de tarjeta está incompleto.',
    invalidNumber: 'El número de tarjeta no es válido.',
    incompleteExpiry: 'La fecha de caducidad está incompleta.',
    pastExpiry: 'La fecha de caducidad ya ha pasado.',
    incompleteCvc: 'El código de seguridad está incompleto.',
    incompletePostal: 'El código postal está incompleto.',
  },
};

/** The words for a locale such as `de-AT`; English where there are none. */
export function stringsFor(locale: string): Strings {
  return LANGUAGES[locale.slice(0, 2).toLowerCase()] ?? en;
}
