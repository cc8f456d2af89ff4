import { Hono } from 'hono';
import { z } from 'zod';
import { presetNames, presets } from '../faults/presets.ts';
import type { SandboxControl } from './control.ts';
import { faultPlanParams, seed } from './plan-params.ts';
import { readBody, refusal } from './request-body.ts';
import { describeFault } from './state.ts';

const seedParams = z.strictObject({ seed });
const presetParams = z.strictObject({ seed: seed.optional() });
const presetName = z.enum(presetNames);

/** Faults, presets and the seed. */
export function faultRoutes({ faults, stress }: Pick<SandboxControl, 'faults' | 'stress'>): Hono {
  const app = new Hono();
  app.get('/faults', (c) => c.json({ faults: faults.plans.active().map(describeFault) }));
  app.post('/faults', async (c) => {
    const id = faults.plan(await readBody(c, faultPlanParams));
    const planned = faults.plans.active().find((plan) => plan.id === id);
    return c.json({ id, planned: planned === undefined ? null : describeFault(planned) }, 201);
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ cleared: true });
  });
  app.delete('/faults/:id', (c) => {
    const id = c.req.param('id');
    if (!faults.plans.remove(id)) throw refusal(404, `No such fault: ${id}`);
    return c.json({ removed: id });
  });

  app.put('/seed', async (c) => {
    const params = await readBody(c, seedParams);
    stress.reseed(params.seed);
    return c.json(params);
  });
  app.get('/presets', (c) => {
    const active = stress.active();
    const described = presetNames.map((name) => {
      const { title, description } = presets[name];
      return { name, title, description, active: active.includes(name) };
    });
    return c.json({ presets: described });
  });
  app.put('/presets/:name', async (c) => {
    const name = readPreset(c.req.param('name'));
    const params = await readBody(c, presetParams);
    if (params.seed !== undefined) stress.reseed(params.seed);
    stress.on(name);
    return c.json({ on: name, seed: stress.seed() });
  });
  app.delete('/presets/:name', (c) => {
    const name = readPreset(c.req.param('name'));
    stress.off(name);
    return c.json({ off: name });
  });
  return app;
}

function readPreset(name: string) {
  const read = presetName.safeParse(name);
  if (!read.success) throw refusal(404, `No such preset: ${name}. There are ${presetNames.join(', ')}.`);
  return read.data;
}
