import type { MiddlewareHandler } from 'hono';

/**
 * Refuses requests that the page of another site makes a browser send: such a page must not drive the sandbox. Browsers
 * name the page's origin with everything that changes something; what is no browser names none.
 */
export const sameSiteOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin');
  const foreign = origin !== undefined && hostOf(origin) !== new URL(c.req.url).host;
  const crossSite = c.req.method !== 'GET' && c.req.header('sec-fetch-site') === 'cross-site';
  if (foreign || crossSite) {
    return c.json({ error: `The page at ${origin ?? 'another site'} may not control the sandbox.` }, 403);
  }
  return next();
};

/** The host of an origin; none for `null`, which sandboxed frames and files send. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
