import { Hono } from 'hono';
import { z } from 'zod';
import type { ClockControl } from './clock-control.ts';
import { readBody, refusal } from './request-body.ts';

const CENTURY_DAYS = 36_525;
const amount = z
  .number()
  .min(0)
  .max(CENTURY_DAYS * 86_400_000)
  .default(0);
/** A stretch of time, its parts added up. */
const stretch = z
  .strictObject({
    days: amount,
    hours: amount,
    minutes: amount,
    seconds: amount,
    milliseconds: amount,
  })
  .transform((parts) => {
    const hours = parts.days * 24 + parts.hours;
    return ((hours * 60 + parts.minutes) * 60 + parts.seconds) * 1_000 + parts.milliseconds;
  })
  .refine((total) => total <= CENTURY_DAYS * 86_400_000, 'no further than a century at a time');

/** The sandbox's time: each answers where it then stands. */
export function clockRoutes(clock: ClockControl): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(clock.state()));
  app.post('/freeze', (c) => {
    clock.freeze();
    return c.json(clock.state());
  });
  app.post('/resume', (c) => {
    clock.resume();
    return c.json(clock.state());
  });
  app.post('/advance', async (c) => {
    clock.advance(await readBody(c, stretch));
    return c.json(clock.state());
  });
  app.post('/offset', async (c) => {
    const offset = await readBody(c, stretch);
    if (offset < clock.state().offsetMs) throw refusal(400, 'The sandbox travels only forward in time.');
    clock.offset(offset);
    return c.json(clock.state());
  });
  return app;
}
