import type { MiddlewareHandler } from 'hono';
import type { Container } from '../container.ts';
import type { ServerEnv } from './server-app.ts';

/** Gives every page its Content-Security-Policy: who may frame it, and what it may load. */
export function pageHeaders({ config, shops, services }: Container): MiddlewareHandler<ServerEnv> {
  const stripe = stripeSources(services);
  return async (c, next) => {
    await next();
    const policy = c.req.path.startsWith('/checkout/frame')
      ? framePolicy(stripe, await shops.keys.allowedOrigins(c.req.query('key') ?? ''))
      : c.req.path.startsWith('/dev/mailbox')
        ? undefined
        : pagePolicy();
    if (policy !== undefined) c.header('Content-Security-Policy', policy);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    c.header('Cross-Origin-Resource-Policy', c.req.path === '/embed.js' ? 'cross-origin' : 'same-site');
    if (config.publicUrl.startsWith('https://'))
      c.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  };
}

/** Sources of Stripe.js: https://docs.stripe.com/security/guide#content-security-policy */
function stripeSources({ stripeScriptUrl, stripeApiUrl }: Container['services']) {
  if (stripeApiUrl !== undefined) {
    const { origin } = new URL(stripeScriptUrl);
    return { script: origin, frame: origin, connect: origin };
  }
  return {
    script: 'https://js.stripe.com',
    frame: 'https://js.stripe.com https://hooks.stripe.com',
    connect: 'https://api.stripe.com',
  };
}

function framePolicy(stripe: ReturnType<typeof stripeSources>, parents: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${stripe.script}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    `frame-src ${stripe.frame}`,
    `connect-src 'self' ${stripe.connect}`,
    `frame-ancestors ${parents.length === 0 ? "'none'" : parents.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function pagePolicy(): string {
  return [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
