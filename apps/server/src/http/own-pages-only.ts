import { AppError } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import { isOpenedPage } from './opened-page.ts';
import type { ServerEnv } from './server-app.ts';

/**
 * Refuses what a page of another origin asks for, so that nobody but the pages at `url` acts as who is signed in there.
 * The cookie's SameSite does not see to that: to browsers pay.example.com and admin.example.com are one site. They tell
 * who asks in Origin and Sec-Fetch-Site, which no script can set (https://web.dev/articles/fetch-metadata). A page may be
 * opened from anywhere, as from a mail; what says neither is no page of a browser's.
 */
export function ownPagesOnly(url: string): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin') ?? url;
    const from = c.req.header('sec-fetch-site') ?? 'none';
    const own = origin === url && ['same-origin', 'none'].includes(from);
    if (!own && !isOpenedPage(c)) throw new AppError('origin_not_allowed', 'Only pages of the admin may ask for this.');
    await next();
  };
}
