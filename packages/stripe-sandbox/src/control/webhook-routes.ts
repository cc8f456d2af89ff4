import { Hono } from 'hono';
import { z } from 'zod';
import { LONGEST_OVERLAP_SECONDS } from '../webhooks/secrets.ts';
import { webhookPlanParams } from './plan-params.ts';
import { readBody, refusal } from './request-body.ts';
import { describeWebhook } from './state.ts';
import type { WebhookControl } from './webhook-control.ts';

const release = z.strictObject({
  copies: z.int().min(0).max(100).default(1),
  order: z.enum(['as_happened', 'reversed']).default('as_happened'),
});
const roll = z.strictObject({
  secret: z.string().min(1).max(500).optional(),
  overlapSeconds: z.int().min(0).max(LONGEST_OVERLAP_SECONDS).optional(),
});
const resend = z.strictObject({ event: z.string().min(1), endpoint: z.string().min(1).optional() });

/** Holding, stress, secrets and deliveries of webhooks. */
export function webhookRoutes(webhooks: WebhookControl): Hono {
  const { plans } = webhooks.stress;
  const app = new Hono();
  app.post('/hold', (c) => {
    webhooks.hold();
    return c.json({ held: true });
  });
  app.post('/release', async (c) => {
    const released = await readBody(c, release);
    webhooks.release(released);
    return c.json({ released });
  });
  app.get('/deliveries', (c) => c.json({ deliveries: webhooks.deliveries() }));
  app.post('/resend', async (c) => {
    const { event, endpoint } = await readBody(c, resend);
    const endpoints = webhooks.resend(event, endpoint);
    if (endpoints === 0) throw refusal(404, `No such event, or no enabled endpoint for it: ${event}`);
    return c.json({ event, endpoints });
  });
  app.post('/endpoints/:id/roll', async (c) => {
    const rolled = webhooks.roll(c.req.param('id'), await readBody(c, roll));
    if (rolled === undefined) throw refusal(404, `No such webhook endpoint: ${c.req.param('id')}`);
    return c.json(rolled);
  });

  app.get('/plans', (c) => c.json({ plans: plans.active().map(describeWebhook) }));
  app.post('/plans', async (c) => {
    const id = webhooks.stress.plan(await readBody(c, webhookPlanParams));
    const planned = plans.active().find((plan) => plan.id === id);
    return c.json({ id, planned: planned === undefined ? null : describeWebhook(planned) }, 201);
  });
  app.delete('/plans', (c) => {
    webhooks.stress.clear();
    return c.json({ cleared: true });
  });
  app.delete('/plans/:id', (c) => {
    const id = c.req.param('id');
    if (!plans.remove(id)) throw refusal(404, `No such plan: ${id}`);
    return c.json({ removed: id });
  });
  return app;
}
