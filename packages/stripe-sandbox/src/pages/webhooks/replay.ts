import type { Context } from 'hono';
import { z } from 'zod';
import { type Desk, findAnywhere } from '../desk.ts';
import { notFoundPage } from '../not-found.ts';
import type { Notice } from '../notices.ts';
import { delivered } from './deliveries-table.ts';

const fields = z.object({ endpoint: z.string().max(100).optional(), back: z.string().max(300).optional() });

/** Sends an event again, to one endpoint or to every one that is enabled, waits for the answers and tells them. */
export async function replayEvent(c: Context, desk: Desk, id: string): Promise<Response> {
  const found = findAnywhere(desk, (store) => store.events.get(id));
  const read = fields.safeParse(await c.req.parseBody());
  if (found === undefined || !read.success) return notFoundPage(c, desk, `No event has the id ${id}.`);
  const { store } = found.tenant;
  const wanted = read.data.endpoint ?? '';
  const endpoints = store.webhookEndpoints.newestFirst(
    (endpoint) => endpoint.status === 'enabled' && (wanted === '' || endpoint.id === wanted),
  );
  const before = new Set(desk.sender.deliveries());
  for (const endpoint of endpoints) desk.sender.resend(store, id, endpoint.id);
  await desk.sender.settled();
  const answers = desk.sender.deliveries().filter((delivery) => !before.has(delivery) && delivery.eventId === id);
  return desk.notices.redirect(c, `/events/${id}`, outcome(endpoints.length, answers));
}

function outcome(asked: number, answers: readonly Parameters<typeof delivered>[0][]): Notice {
  if (asked === 0) return { tone: 'bad', text: 'No endpoint is enabled to send it to. Add one under Webhooks.' };
  if (answers.length === 0)
    return { tone: 'good', text: 'Kept back with the other deliveries, until they are released.' };
  const told = answers.map(({ url, status }) => `${url} answered ${status ?? 'nothing'}`);
  return { tone: answers.every(delivered) ? 'good' : 'bad', text: `Sent again: ${told.join(', ')}.` };
}
