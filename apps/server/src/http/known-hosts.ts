import { AppError } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import type { Site } from '../sites.ts';
import { isOpenedPage } from './opened-page.ts';
import type { ServerEnv } from './server-app.ts';

/** Probes ask by the address of a container or machine, and learn nothing but whether it works. */
const PROBES: readonly string[] = ['/health/live', '/health/ready'];

/**
 * Refuses requests for a name that is not the site's. A page of another site can let its own name lead to this machine,
 * and would then count as ours in the browser (DNS rebinding); the name it asks for gives it away. Ports are not looked
 * at: they are another's affair where they are mapped. Who opens a page under another name of this machine is sent on,
 * since on that name the cookies of the other site may lie.
 */
export function knownHostsOnly({ url, names, strays }: Site): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const { hostname, pathname, search } = new URL(c.req.url);
    if (names.includes(hostname) || PROBES.includes(c.req.path)) return next();
    if (!strays.includes(hostname))
      throw new AppError(
        'forbidden',
        `This server does not answer at ${hostname}: PUBLIC_URL and ADMIN_URL name where it does.`,
      );
    if (isOpenedPage(c)) return c.redirect(`${url}${pathname}${search}`);
    throw new AppError('forbidden', `This is not asked for at ${hostname}, but at ${url}.`);
  };
}
