import { AppError, type Clock } from '@flashstudio/platform';
import Stripe from 'stripe';

/** Stripe's own tolerance against replays: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_SECONDS = 300;

/**
 * Checks `Stripe-Signature` over the raw body with every active secret (two while one is being rolled). Throws
 * `signature_invalid` or `signature_stale` (older than 300 s).
 */
export function verifySignature(
  request: { readonly rawBody: string; readonly signature: string | null },
  { secrets, clock, webhooks }: { secrets: readonly string[]; clock: Clock; webhooks: Stripe['webhooks'] },
): void {
  if (request.signature === null) throw new AppError('signature_invalid', 'The Stripe-Signature header is missing.');
  const { signature } = webhooks;
  if (signature === null) throw new Error('this build of the Stripe SDK cannot check signatures');
  let stale = false;
  for (const secret of secrets) {
    try {
      signature.verifyHeader(
        request.rawBody,
        request.signature,
        secret,
        TOLERANCE_SECONDS,
        undefined,
        clock.now().getTime(),
      );
      return;
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      stale ||= error.message.includes('tolerance');
    }
  }
  throw stale
    ? new AppError('signature_stale', 'The signature is too old: check the clock, or someone replays old events.')
    : new AppError('signature_invalid', 'The signature matches none of the webhook secrets.');
}
