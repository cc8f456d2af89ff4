import type { Context } from 'hono';
import { z } from 'zod';
import { invalidParam } from '../../http/errors.ts';
import { createEndpoint, deleteEndpoint, updateEndpoint } from '../../resources/webhook-endpoints/webhook-endpoints.ts';
import { attempt, byHand, chosenTenant, type Desk, findAnywhere } from '../desk.ts';
import { notFoundPage } from '../not-found.ts';

const newEndpoint = z.object({ url: z.string().max(2_000), enabled_events: z.string().max(2_000) });

/** Adds an endpoint to the chosen account. */
export async function addEndpoint(c: Context, desk: Desk): Promise<Response> {
  const context = byHand(c, chosenTenant(c, desk), desk);
  const read = newEndpoint.safeParse(await c.req.parseBody());
  const notice = attempt(() => {
    if (!read.success) throw invalidParam('An endpoint needs an address and events.');
    const enabled_events = read.data.enabled_events.split(/[\s,]+/).filter((type) => type !== '');
    if (enabled_events.length === 0) throw invalidParam('Name at least one event, or * for every one.');
    const { url } = createEndpoint(context, { url: read.data.url.trim(), enabled_events });
    return `${url} gets events from now on.`;
  });
  return desk.notices.redirect(c, '/webhooks', notice);
}

/** Switches an endpoint on or off, or takes it away. */
export function changeEndpoint(c: Context, desk: Desk, id: string, change: string): Response | Promise<Response> {
  const found = findAnywhere(desk, (store) => store.webhookEndpoints.get(id));
  if (found === undefined || !['enable', 'disable', 'delete'].includes(change))
    return notFoundPage(c, desk, 'There is no such endpoint or button.');
  const context = byHand(c, found.tenant, desk);
  const notice = attempt(() => {
    if (change === 'delete') deleteEndpoint(context, id);
    else updateEndpoint(context, id, { disabled: change === 'disable' });
    return `${found.object.url} is ${change}d.`;
  });
  return desk.notices.redirect(c, '/webhooks', notice);
}
