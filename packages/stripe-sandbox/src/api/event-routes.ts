import { z } from 'zod';
import { invalidParam, noSuch } from '../http/errors.ts';
import { listParams, pageParams, paginate } from '../http/pagination.ts';
import { flag } from '../http/params.ts';
import {
  createEndpoint,
  createEndpointParams,
  deleteEndpoint,
  findEndpoint,
  updateEndpoint,
  updateEndpointParams,
} from '../resources/webhook-endpoints/webhook-endpoints.ts';
import { plain, type Route, takes } from './route.ts';

const eventPage = z.strictObject({
  ...listParams,
  /** True: every endpoint has taken it; false: one has not. */
  delivery_success: flag.optional(),
  type: z.string().optional(),
  types: z.array(z.string()).max(20).optional(),
});

/** What happened, and who is told: https://docs.stripe.com/api/events and https://docs.stripe.com/api/webhook_endpoints */
export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    ...takes(eventPage, (context, { type, types, delivery_success, ...page }) => {
      if (type !== undefined && types !== undefined) {
        throw invalidParam('You may only specify one of these parameters: type, types.', 'type');
      }
      const wanted = type === undefined ? types : [type];
      const events = context.store.events.newestFirst(
        (event) =>
          (wanted === undefined || wanted.some((pattern) => isOf(event.type, pattern))) &&
          (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success),
      );
      return paginate(events, page, '/v1/events');
    }),
  },
  {
    method: 'GET',
    path: '/v1/events/:id',
    ...plain((context, id) => {
      const event = context.store.events.get(id);
      if (event === undefined) throw noSuch('event', id);
      return event;
    }),
  },

  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    ...takes(createEndpointParams, (context, params) => createEndpoint(context, params)),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    ...takes(z.strictObject(pageParams), (context, page) =>
      paginate(context.store.webhookEndpoints.newestFirst(), page, '/v1/webhook_endpoints'),
    ),
  },
  { method: 'GET', path: '/v1/webhook_endpoints/:id', ...plain(findEndpoint) },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints/:id',
    ...takes(updateEndpointParams, (context, params, { id }) => updateEndpoint(context, id, params)),
  },
  { method: 'DELETE', path: '/v1/webhook_endpoints/:id', ...plain(deleteEndpoint) },
];

/** `charge.*` means every type of that family. */
function isOf(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
