import { z } from 'zod';

const config = z.object({
  publishableKey: z.string(),
  stripeJsUrl: z.string(),
  order: z.object({ amount: z.number(), currency: z.string(), description: z.string() }),
});
const session = z.object({
  customer: z.string(),
  clientSecret: z.string().nullable(),
  customerSession: z.string().nullable(),
});
const confirmed = z.object({ clientSecret: z.string(), status: z.string() });
const refusal = z.object({ error: z.object({ message: z.string() }) });

export type Config = z.output<typeof config>;
export type Session = z.output<typeof session>;

export const readConfig = (): Promise<Config> => ask(config, '/api/config');

export const openSession = (body: { flow: string; returning: boolean }): Promise<Session> =>
  ask(session, '/api/session', body);

/** Throws an Error whose message the customer may read. */
export const confirmOnServer = (body: { token: string; customer: string; returnUrl: string; bankPage: boolean }) =>
  ask(confirmed, '/api/confirm', body);

async function ask<T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(refusal.parse(answer).error.message);
  return schema.parse(answer);
}
