import type { Context } from 'hono';
import type { ServerEnv } from './server-app.ts';

/**
 * Whether a person opens this in a window of their own, by typing the address or by a link: nothing of the answer reaches
 * the page that the link was in. Browsers say so, and no script can
 * (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest).
 */
export function isOpenedPage(c: Context<ServerEnv>): boolean {
  return c.req.method === 'GET' && c.req.header('sec-fetch-dest') === 'document';
}
