import { createHmac, timingSafeEqual } from 'node:crypto';

/** Gives and checks the secret that lets a browser go on with its own payment, and with no other. */
export interface PaymentSecrets {
  of(paymentId: string): string;
  matches(paymentId: string, secret: string): boolean;
}

/** Derives the secrets from one server key (at least 32 characters), so that none is stored and a repeated call gives the same. */
export function createPaymentSecrets(serverKey: string): PaymentSecrets {
  if (serverKey.length < 32) throw new RangeError('the payment secret key needs at least 32 characters');
  const derive = (paymentId: string) =>
    createHmac('sha256', serverKey).update(`payment-secret:${paymentId}`).digest('base64url');
  return {
    of: derive,
    matches(paymentId, secret) {
      const expected = Buffer.from(derive(paymentId));
      const given = Buffer.from(secret);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
