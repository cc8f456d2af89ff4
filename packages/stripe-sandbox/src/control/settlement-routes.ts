import { Hono } from 'hono';
import { z } from 'zod';
import { LONGEST_WAIT_MS } from '../faults/distribution.ts';
import type { SandboxControl } from './control.ts';
import { readBody, refusal } from './request-body.ts';

const outcome = z.enum(['succeeded', 'failed']).optional();
const later = z.strictObject({
  intent: z.string().min(1).optional(),
  outcome,
  delayMs: z
    .number()
    .min(0)
    .max(LONGEST_WAIT_MS * 365)
    .optional(),
});
const settle = z.strictObject({ intent: z.string().min(1).optional(), outcome });

/** When payments settle, and settling them. */
export function settlementRoutes({
  settlement,
  settlePending,
}: Pick<SandboxControl, 'settlement' | 'settlePending'>): Hono {
  const app = new Hono();
  app.get('/settlement', (c) => c.json({ ...settlement.state(), pending: settlement.pending() }));
  app.put('/settlement', async (c) => {
    settlement.later(await readBody(c, later));
    return c.json(settlement.state());
  });
  app.delete('/settlement', (c) => {
    settlement.atOnce();
    return c.json(settlement.state());
  });
  app.post('/settle', async (c) => {
    const wanted = await readBody(c, settle);
    if (wanted.intent === undefined) settlePending();
    else if (!settlement.settle(wanted.intent, wanted.outcome))
      throw refusal(404, `No such payment in processing: ${wanted.intent}`);
    return c.json({ settled: true });
  });
  return app;
}
