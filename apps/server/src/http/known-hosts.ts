import { AppError } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './server-app.ts';

/** Probes ask by the address of a container or machine, and learn nothing but whether it works. */
const PROBES: readonly string[] = ['/health/live', '/health/ready'];

/**
 * Refuses requests for a name that is not ours. A page of another site can let its own name lead to this machine, and
 * would then count as ours in the browser (DNS rebinding); the name it asks for gives it away. `hosts` are names as in
 * a URL, without ports: those are another's affair where they are mapped.
 */
export function knownHostsOnly(hosts: readonly string[]): MiddlewareHandler<ServerEnv> {
  return (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (hosts.includes(hostname) || PROBES.includes(c.req.path)) return next();
    throw new AppError('forbidden', `This server does not answer at ${hostname}: PUBLIC_URL names where it does.`);
  };
}
