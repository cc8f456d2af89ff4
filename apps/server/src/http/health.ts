import type { Container } from '../container.ts';
import type { ServerApp } from './server-app.ts';

/** `live`: the process answers. `ready`: it can do its work; else 503 with the part that is missing. */
export function mountHealth(app: ServerApp, { db, logger }: Container): void {
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    try {
      const [inbox] = await db.$queryRaw<{ waiting: bigint; failed: bigint }[]>`
        SELECT count(*) FILTER (WHERE status = 'received') AS waiting, count(*) FILTER (WHERE status = 'failed') AS failed
        FROM webhook_events WHERE status IN ('received', 'failed')`;
      return c.json({
        status: 'ok',
        checks: {
          database: 'ok',
          webhookInbox: { waiting: Number(inbox?.waiting ?? 0n), failed: Number(inbox?.failed ?? 0n) },
        },
      });
    } catch (error) {
      logger.error({ err: error }, 'not ready: the database does not answer');
      return c.json({ status: 'unavailable', checks: { database: 'unreachable' } }, 503);
    }
  });
}
