import type { HealthChecks } from '@flashstudio/platform';
import { PUBLIC } from '@flashstudio/rpc';
import type { Container } from '../container.ts';
import type { Routes } from './routes.ts';

/**
 * `live`: the process answers. `ready`: it can do its work, else 503. Background work that is behind or failing makes it
 * `degraded`, which is still 200: requests are served, and taking the process away would help nobody.
 */
export function mountHealth(routes: Routes, container: Container): void {
  routes.get('/health/live', PUBLIC, (c) => c.json({ status: 'ok' }));
  routes.get('/health/ready', PUBLIC, async (c) => {
    try {
      const checks = await readChecks(container);
      const status = Object.values(checks).every(({ ok }) => ok) ? 'ok' : 'degraded';
      return c.json({ status, checks: { database: { ok: true }, ...checks } });
    } catch (error) {
      container.logger.error({ err: error }, 'not ready: the database does not answer');
      return c.json({ status: 'unavailable', checks: { database: { ok: false } } }, 503);
    }
  });
}

/** A reader of the event log this late does not keep up. */
const READER_LATE_MS = 60_000;

async function readChecks({ capabilities, readers }: Container): Promise<HealthChecks> {
  const [subscriptions, ...checks] = await Promise.all([
    readers.health(),
    ...capabilities.map((capability) => capability.health?.() ?? {}),
  ]);
  const readersOk = subscriptions.every(
    ({ state, lag, parked }) => state !== 'failing' && parked === 0 && lag.ms < READER_LATE_MS,
  );
  return Object.assign({}, ...checks, { eventReaders: { ok: readersOk, subscriptions } });
}
