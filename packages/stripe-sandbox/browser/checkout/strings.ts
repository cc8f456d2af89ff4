/** Words of the hosted page. */
export interface Strings {
  readonly testMode: string;
  readonly pay: (business: string) => string;
  readonly setUpFor: (business: string) => string;
  readonly backTo: (business: string) => string;
  readonly quantity: (quantity: number) => string;
  readonly each: (price: string) => string;
  readonly subtotal: string;
  readonly totalDue: string;
  readonly orderSummary: string;
  readonly contact: string;
  readonly email: string;
  readonly paymentMethod: string;
  readonly nameOnCard: string;
  readonly nameHint: string;
  readonly payAmount: (amount: string) => string;
  readonly bookAmount: (amount: string) => string;
  readonly donateAmount: (amount: string) => string;
  readonly completeOrder: string;
  readonly saveCard: string;
  readonly processing: string;
  readonly done: string;
  readonly saves: (business: string) => string;
  readonly nothingToPay: string;
  readonly testHint: string;
  readonly poweredBy: string;
  readonly enterEmail: string;
  readonly enterName: string;
  readonly completeTitle: string;
  readonly completeText: string;
  readonly continueTo: (business: string) => string;
  readonly expiredTitle: string;
  readonly expiredText: string;
  readonly missingTitle: string;
  readonly missingText: string;
  readonly brokenTitle: string;
  readonly brokenText: string;
  readonly tryAgain: string;
}

const en: Strings = {
  testMode: 'Test mode',
  pay: (business) => `Pay ${business}`,
  setUpFor: (business) => `Save your card with ${business}`,
  backTo: (business) => `Back to ${business}`,
  quantity: (quantity) => `Qty ${quantity}`,
  each: (price) => `${price} each`,
  subtotal: 'Subtotal',
  totalDue: 'Total due',
  orderSummary: 'Order summary',
  contact: 'Contact information',
  email: 'Email',
  paymentMethod: 'Payment method',
  nameOnCard: 'Name on card',
  nameHint: 'Full name',
  payAmount: (amount) => `Pay ${amount}`,
  bookAmount: (amount) => `Book for ${amount}`,
  donateAmount: (amount) => `Donate ${amount}`,
  completeOrder: 'Complete order',
  saveCard: 'Save card',
  processing: 'Processing…',
  done: 'Done',
  saves: (business) => `By continuing you let ${business} keep this card for future payments.`,
  nothingToPay: 'There is nothing to pay for this order.',
  testHint: 'No card is charged here. Try 4242 4242 4242 4242 with any future date and any security code.',
  poweredBy: 'Powered by the Stripe sandbox',
  enterEmail: 'Enter the e-mail address for your receipt.',
  enterName: 'Enter the name on the card.',
  completeTitle: 'You’re all done here',
  completeText: 'This checkout has been completed. There is nothing left to do.',
  continueTo: (business) => `Continue to ${business}`,
  expiredTitle: 'This checkout has timed out',
  expiredText: 'You have not been charged. Go back to the shop to start again.',
  missingTitle: 'We could not find this checkout',
  missingText: 'The link may be incomplete or too old. Please open it again from the shop.',
  brokenTitle: 'The page could not be loaded',
  brokenText: 'Please check your connection.',
  tryAgain: 'Try again',
};

const LANGUAGES: Readonly<Record<string, Strings>> = {
  en,
  de: {
    testMode: 'Testmodus',
    pay: (business) => `${business} bezahlen`,
    setUpFor: (business) => `Karte bei ${business} hinterlegen`,
    backTo: (business) => `Zurück zu ${business}`,
    quantity: (quantity) => `Menge ${quantity}`,
    each: (price) => `je ${price}`,
    subtotal: 'Zwischensumme',
    totalDue: 'Fälliger Gesamtbetrag',
    orderSummary: 'Bestellübersicht',
    contact: 'Kontaktdaten',
    email: 'E-Mail',
    paymentMethod: 'Zahlungsmethode',
    nameOnCard: 'Name auf der Karte',
    nameHint: 'Vollständiger Name',
    payAmount: (amount) => `${amount} bezahlen`,
    bookAmount: (amount) => `Für ${amount} buchen`,
    donateAmount: (amount) => `${amount} spenden`,
    completeOrder: 'Bestellung abschließen',
    saveCard: 'Karte hinterlegen',
    processing: 'Wird verarbeitet…',
    done: 'Fertig',
    saves: (business) => `Damit darf ${business} diese Karte für künftige Zahlungen behalten.`,
    nothingToPay: 'Für diese Bestellung ist nichts zu bezahlen.',
    testHint:
      'Hier wird keine Karte belastet. Versuchen Sie 4242 4242 4242 4242 mit beliebigem künftigem Datum und beliebiger Prüfziffer.',
    poweredBy: 'Betrieben von der Stripe-Sandbox',
    enterEmail: 'Geben Sie die E-Mail-Adresse für Ihren Beleg ein.',
    enterName: 'Geben Sie den Namen auf der Karte ein.',
    completeTitle: 'Alles erledigt',
    completeText: 'Dieser Vorgang ist abgeschlossen. Es ist nichts mehr zu tun.',
    continueTo: (business) => `Weiter zu ${business}`,
    expiredTitle: 'Dieser Vorgang ist abgelaufen',
    expiredText: 'Es wurde nichts belastet. Beginnen Sie im Shop noch einmal.',
    missingTitle: 'Diesen Vorgang gibt es nicht',
    missingText: 'Der Link ist unvollständig oder zu alt. Bitte öffnen Sie ihn im Shop noch einmal.',
    brokenTitle: 'Die Seite konnte nicht geladen werden',
    brokenText: 'Bitte prüfen Sie Ihre Verbindung.',
    tryAgain: 'Noch einmal versuchen',
  },
  fr: {
    testMode: 'Mode test',
    pay: (business) => `Payer ${business}`,
    setUpFor: (business) => `Enregistrer votre carte chez ${business}`,
    backTo: (business) => `Retour à ${business}`,
    quantity: (quantity) => `Qté ${quantity}`,
    each: (price) => `${price} pièce`,
    subtotal: 'Sous-total',
    totalDue: 'Total à payer',
    orderSummary: 'Récapitulatif de la commande',
    contact: 'Coordonnées',
    email: 'E-mail',
    paymentMethod: 'Moyen de paiement',
    nameOnCard: 'Nom sur la carte',
    nameHint: 'Nom complet',
    payAmount: (amount) => `Payer ${amount}`,
    bookAmount: (amount) => `Réserver pour ${amount}`,
    donateAmount: (amount) => `Donner ${amount}`,
    completeOrder: 'Terminer la commande',
    saveCard: 'Enregistrer la carte',
    processing: 'Traitement…',
    done: 'Terminé',
    saves: (business) => `En continuant, vous autorisez ${business} à garder cette carte pour de futurs paiements.`,
    nothingToPay: 'Il n’y a rien à payer pour cette commande.',
    testHint:
      'Aucune carte n’est débitée ici. Essayez 4242 4242 4242 4242 avec une date future et un code quelconques.',
    poweredBy: 'Propulsé par le bac à sable Stripe',
    enterEmail: 'Saisissez l’adresse e-mail pour votre reçu.',
    enterName: 'Saisissez le nom inscrit sur la carte.',
    completeTitle: 'Tout est réglé',
    completeText: 'Ce paiement est terminé. Il ne reste rien à faire.',
    continueTo: (business) => `Continuer vers ${business}`,
    expiredTitle: 'Cette page de paiement a expiré',
    expiredText: 'Rien n’a été débité. Retournez à la boutique pour recommencer.',
    missingTitle: 'Cette page de paiement est introuvable',
    missingText: 'Le lien est incomplet ou trop ancien. Ouvrez-le de nouveau depuis la boutique.',
    brokenTitle: 'La page n’a pas pu être chargée',
    brokenText: 'Vérifiez votre connexion.',
    tryAgain: 'Réessayer',
  },
  es: {
    testMode: 'Modo de prueba',
    pay: (business) => `Pagar a ${business}`,
    setUpFor: (business) => `Guardar su tarjeta en ${business}`,
    backTo: (business) => `Volver a ${business}`,
    quantity: (quantity) => `Cant. ${quantity}`,
    each: (price) => `${price} cada uno`,
    subtotal: 'Subtotal',
    totalDue: 'Total a pagar',
    orderSummary: 'Resumen del pedido',
    contact: 'Información de contacto',
    email: 'Correo electrónico',
    paymentMethod: 'Método de pago',
    nameOnCard: 'Nombre en la tarjeta',
    nameHint: 'Nombre completo',
    payAmount: (amount) => `Pagar ${amount}`,
    bookAmount: (amount) => `Reservar por ${amount}`,
    donateAmount: (amount) => `Donar ${amount}`,
    completeOrder: 'Completar el pedido',
    saveCard: 'Guardar la tarjeta',
    processing: 'Procesando…',
    done: 'Listo',
    saves: (business) => `Al continuar, permite que ${business} guarde esta tarjeta para pagos futuros.`,
    nothingToPay: 'No hay nada que pagar por este pedido.',
    testHint:
      'Aquí no se cobra ninguna tarjeta. Pruebe 4242 4242 4242 4242 con cualquier fecha futura y cualquier código.',
    poweredBy: 'Con la tecnología del entorno de pruebas de Stripe',
    enterEmail: 'Introduzca el correo electrónico para su recibo.',
    enterName: 'Introduzca el nombre de la tarjeta.',
    completeTitle: 'Todo listo',
    completeText: 'Este pago se ha completado. No queda nada por hacer.',
    continueTo: (business) => `Continuar a ${business}`,
    expiredTitle: 'Esta página de pago ha caducado',
    expiredText: 'No se le ha cobrado nada. Vuelva a la tienda para empezar de nuevo.',
    missingTitle: 'No encontramos esta página de pago',
    missingText: 'El enlace está incompleto o es demasiado antiguo. Ábralo de nuevo desde la tienda.',
    brokenTitle: 'No se pudo cargar la página',
    brokenText: 'Compruebe su conexión.',
    tryAgain: 'Intentar de nuevo',
  },
};

/** The words for a locale such as `de-AT`, and the language they are in; English where there are none. */
export function stringsFor(locale: string): { readonly words: Strings; readonly language: string } {
  const language = locale.slice(0, 2).toLowerCase();
  const words = LANGUAGES[language];
  return words === undefined ? { words: en, language: 'en' } : { words, language };
}
