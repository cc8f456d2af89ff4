import { AppError, createTestClock } from '@flashstudio/platform';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { verifySignature } from './verify-signature.ts';

const { webhooks } = new Stripe('sk_test_1');
const clock = createTestClock('2026-03-02T12:00:00Z');
const NOW = clock.now().getTime() / 1000;
const BODY = '{"id":"evt_1"}';
const SECRET = 'whsec_new';
const OLD = 'whsec_old';

function sign(secret: string, timestamp = NOW, payload = BODY): string {
  return webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function verify(signature: string | null, secrets: readonly string[] = [SECRET, OLD], rawBody = BODY): void {
  verifySignature({ rawBody, signature }, { secrets, clock, webhooks });
}

const invalid = (message: string) => new AppError('signature_invalid', message);
const MATCHES_NONE = invalid('The signature matches none of the webhook secrets.');
const STALE = new AppError(
  'signature_stale',
  'The signature is too old: check the clock, or someone replays old events.',
);

describe('the signature of a webhook', () => {
  it('counts with every active secret, so that one can be rolled', () => {
    for (const secret of [SECRET, OLD]) expect(() => verify(sign(secret))).not.toThrow();
  });

  it('counts for five minutes', () => {
    expect(() => verify(sign(SECRET, NOW - 300))).not.toThrow();
    for (const secret of [SECRET, OLD]) {
      expect(() => verify(sign(secret, NOW - 301))).toThrow(STALE);
    }
  });

  it.each([
    ['made with another secret', sign('whsec_other')],
    ['of another body', sign(SECRET, NOW, '{"id":"evt_2"}')],
    ['that is none', 'hello'],
    ['that is empty', ''],
  ])('%s counts for nothing', (_, signature) => {
    expect(() => verify(signature)).toThrow(MATCHES_NONE);
  });

  it('is missing where the header is', () => {
    expect(() => verify(null)).toThrow(invalid('The Stripe-Signature header is missing.'));
  });

  it('counts for nothing where there are no secrets', () => {
    expect(() => verify(sign(SECRET), [])).toThrow(MATCHES_NONE);
  });

  it('is not checked by a build of the SDK that cannot, and that is no fault of the sender', () => {
    const unable = { ...webhooks, signature: null };
    const check = () => verifySignature({ rawBody: BODY, signature: 'x' }, { secrets: [], clock, webhooks: unable });
    expect(check).toThrow(new Error('this build of the Stripe SDK cannot check signatures'));
  });

  it('whose check fails for another reason says that reason', () => {
    const broken = new Error('no crypto');
    const failing = {
      ...webhooks,
      signature: {
        ...webhooks.signature,
        verifyHeader: () => {
          throw broken;
        },
      },
    } as unknown as Stripe['webhooks'];
    const check = () =>
      verifySignature({ rawBody: BODY, signature: sign(SECRET) }, { secrets: [SECRET], clock, webhooks: failing });
    expect(check).toThrow(broken);
  });
});
