import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { clockRoutes } from './clock-routes.ts';
import type { SandboxControl } from './control.ts';
import { faultRoutes } from './fault-routes.ts';
import { readBody, refusal } from './request-body.ts';
import { sameSiteOnly } from './same-site.ts';
import { settlementRoutes } from './settlement-routes.ts';
import { describeState } from './state.ts';
import { webhookRoutes } from './webhook-routes.ts';

const reset = z.strictObject({ account: z.string().min(1).optional(), endpoints: z.boolean().default(false) });

/**
 * What `control` does, over HTTP, for whoever runs the sandbox as a process of its own. It asks for no key: who reaches
 * the sandbox may control it, but for the pages of other sites.
 */
export function createControlApi({
  control,
  settled,
}: {
  control: SandboxControl;
  /** Resolves when no webhook is on its way. */
  settled: () => Promise<void>;
}): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use('/_control/*', sameSiteOnly);
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    throw error;
  });

  app.get('/_control/state', (c) => c.json(describeState(control)));
  app.route('/_control', faultRoutes(control));
  app.route('/_control/webhooks', webhookRoutes(control.webhooks));
  app.route('/_control/clock', clockRoutes(control.clock));
  app.route('/_control', settlementRoutes(control));
  app.get('/_control/settled', async (c) => {
    await settled();
    return c.json({ settled: true });
  });
  app.post('/_control/reset', async (c) => {
    const options = await readBody(c, reset);
    try {
      control.reset(options);
    } catch (error) {
      if (error instanceof RangeError) throw refusal(404, error.message);
      throw error;
    }
    return c.json({ reset: options });
  });
  return app;
}
