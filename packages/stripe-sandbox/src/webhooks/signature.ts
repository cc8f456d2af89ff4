import { createHmac } from 'node:crypto';

/**
 * Signs a body as Stripe does: https://docs.stripe.com/webhooks/signature — `t=<unix seconds>,v1=<hmac>`, with one `v1`
 * for each secret that is active.
 */
export function signPayload(body: string, secrets: string | readonly string[], at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  const sign = (secret: string) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return [`t=${timestamp}`, ...[secrets].flat().map((secret) => `v1=${sign(secret)}`)].join(',');
}
