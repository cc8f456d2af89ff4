import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Container } from '../container.ts';
import type { ServerEnv } from './server-app.ts';

/**
 * What browsers are told with every answer of the checkout, unless its handler says otherwise: `/embed.js` is for pages of
 * all sites. `url` is where the checkout is found.
 */
export function checkoutRules(url: string): MiddlewareHandler<ServerEnv> {
  return secureHeaders({ ...rulesAt(url), crossOriginResourcePolicy: 'same-site', crossOriginOpenerPolicy: false });
}

/** What browsers are told with every answer of the admin: it is for its own pages, and opened by no page of another origin. */
export function adminRules(url: string): MiddlewareHandler<ServerEnv> {
  return secureHeaders({
    ...rulesAt(url),
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
  });
}

function rulesAt(url: string) {
  return {
    strictTransportSecurity: url.startsWith('https://') ? 'max-age=31536000; includeSubDomains' : false,
    referrerPolicy: 'strict-origin-when-cross-origin',
    // Who may frame an answer is decided with its policy, below.
    xFrameOptions: false,
    overwrite: false,
  };
}

/**
 * Keeps every answer out of caches, since it may say something of a person, and out of frames. Exceptions: files that are
 * the same for everybody (`sameForAll`) keep the caching they were given, and an answer that brings a policy of its own
 * keeps that, such as a mail of the development mailbox, which opens in our own page.
 */
export function privacyRules(): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    await next();
    // Not `c.header`, which would make the answer anew and its text a stream.
    const { headers } = c.res;
    if (c.get('sameForAll') !== true) headers.set('Cache-Control', 'no-store, no-transform');
    if (headers.has('Content-Security-Policy')) return;
    headers.set('Content-Security-Policy', PAGE_POLICY);
    headers.set('X-Frame-Options', 'DENY');
  };
}

/** Lets the checkout's frame load Stripe's script, and open in pages of the shop whose key it names. */
export function frameRules({ shops, services }: Container): MiddlewareHandler<ServerEnv> {
  const stripe = stripeSources(services);
  return async (c, next) => {
    await next();
    const parents = await shops.keys.allowedOrigins(c.req.query('key') ?? '');
    c.res.headers.set('Content-Security-Policy', framePolicy(stripe, parents));
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
