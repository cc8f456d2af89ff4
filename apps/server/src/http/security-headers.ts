import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Container } from '../container.ts';
import type { ServerEnv } from './server-app.ts';

/** What browsers are told with every answer, unless its handler says otherwise: `/embed.js` is for pages of all sites. */
export function browserRules(publicUrl: string): MiddlewareHandler<ServerEnv> {
  return secureHeaders({
    strictTransportSecurity: publicUrl.startsWith('https://') ? 'max-age=31536000; includeSubDomains' : false,
    referrerPolicy: 'strict-origin-when-cross-origin',
    crossOriginResourcePolicy: 'same-site',
    // Who may frame an answer is decided with its policy, below; no answer is opened by a page of another site.
    xFrameOptions: false,
    crossOriginOpenerPolicy: false,
    overwrite: false,
  });
}

/**
 * Keeps every answer out of caches, since it may say something of a person, and out of frames. Exceptions: files that are
 * the same for everybody (`sameForAll`) keep the caching they were given; the checkout frame opens in pages of its shop;
 * a mail of the development mailbox opens in our own page, by a policy of its own.
 */
export function privacyRules({ shops, services }: Container): MiddlewareHandler<ServerEnv> {
  const stripe = stripeSources(services);
  return async (c, next) => {
    await next();
    // Not `c.header`, which would make the answer anew and its text a stream.
    const { headers } = c.res;
    if (c.get('sameForAll') !== true) headers.set('Cache-Control', 'no-store, no-transform');
    if (c.req.path.startsWith('/checkout/frame')) {
      const parents = await shops.keys.allowedOrigins(c.req.query('key') ?? '');
      headers.set('Content-Security-Policy', framePolicy(stripe, parents));
    } else if (!headers.has('Content-Security-Policy')) {
      headers.set('Content-Security-Policy', PAGE_POLICY);
      headers.set('X-Frame-Options', 'DENY');
    }
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

const PAGE_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
