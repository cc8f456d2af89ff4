import { createHmac } from 'node:crypto';

/** Signs a body as Stripe does: https://docs.stripe.com/webhooks#verify-manually — `t=<unix seconds>,v1=<hmac>`. */
export function signPayload(body: string, secret: string, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
