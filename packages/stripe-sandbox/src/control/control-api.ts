import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Faults } from '../faults/faults.ts';
import type { WebhookSender } from '../webhooks/sender.ts';

const plan = z.strictObject({
  fault: z.union([
    z.enum(['reset_before', 'reset_after']),
    z.strictObject({ status: z.union([z.literal(409), z.literal(429), z.literal(500), z.literal(503)]) }),
  ]),
  method: z.enum(['GET', 'POST', 'DELETE']),
  /** Matches anywhere in the path, as plain text. */
  path: z.string().min(1),
  times: z.number().int().min(1).max(1_000).default(1),
});
const release = z.strictObject({
  copies: z.number().int().min(1).max(100).default(1),
  order: z.enum(['as_happened', 'reversed']).default('as_happened'),
});

/** What `control` does, over HTTP, for whoever runs the sandbox as a process of its own. */
export function createControlApi({
  faults,
  sender,
  settlePending,
}: {
  faults: Faults;
  sender: WebhookSender;
  settlePending: () => void;
}): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.post('/_control/faults', async (c) => {
    const read = plan.safeParse(await c.req.json().catch(() => null));
    if (!read.success) return c.json({ error: z.prettifyError(read.error) }, 400);
    const { path, ...rest } = read.data;
    faults.plan({ ...rest, path: new RegExp(path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) });
    return c.json({ planned: read.data }, 201);
  });
  app.delete('/_control/faults', (c) => {
    faults.clear();
    return c.json({ cleared: true });
  });
  app.post('/_control/settle', (c) => {
    settlePending();
    return c.json({ settled: true });
  });
  app.post('/_control/webhooks/hold', (c) => {
    sender.hold();
    return c.json({ held: true });
  });
  app.post('/_control/webhooks/release', async (c) => {
    const read = release.safeParse(await c.req.json().catch(() => ({})));
    if (!read.success) return c.json({ error: z.prettifyError(read.error) }, 400);
    sender.release(read.data);
    return c.json({ released: read.data });
  });
  return app;
}
