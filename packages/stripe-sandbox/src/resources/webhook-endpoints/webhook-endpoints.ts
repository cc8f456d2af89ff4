import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { published } from '../../generated/published.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, flag, mergeMetadata, metadata } from '../../http/params.ts';
import { API_VERSION } from '../../published/versions.ts';
import type { WebhookEndpointObject } from '../../store/objects/webhook-endpoint.ts';

export const createEndpointParams = z.strictObject({
  url: z.string(),
  enabled_events: z.array(z.string()).min(1),
  description: z.string().optional(),
  metadata: metadata.optional(),
  // Events are written in one version alone.
  api_version: z.enum([API_VERSION]).optional(),
  expand,
});
export const updateEndpointParams = z.strictObject({
  url: z.string().optional(),
  enabled_events: z.array(z.string()).min(1).optional(),
  description: z.string().optional(),
  disabled: flag.optional(),
  metadata: metadata.optional(),
  expand,
});

/** Creates an endpoint. Its secret is told once, in this answer, as at Stripe. Throws 400 for a type of event there is not. */
export function createEndpoint(
  context: OperationContext,
  params: z.output<typeof createEndpointParams>,
  secret = objectId('whsec', 32),
): WebhookEndpointObject & { secret: string } {
  checkUrl(params.url);
  checkEventTypes(params.enabled_events);
  const id = objectId('we');
  const endpoint = context.store.webhookEndpoints.set(id, {
    id,
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: seconds(context.clock),
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
  });
  context.store.endpointSecrets.set(id, { id, value: secret });
  return { ...endpoint, secret };
}

export function findEndpoint(context: OperationContext, id: string): WebhookEndpointObject {
  const endpoint = context.store.webhookEndpoints.get(id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id);
  return endpoint;
}

export function updateEndpoint(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateEndpointParams>,
): WebhookEndpointObject {
  const endpoint = findEndpoint(context, id);
  if (params.url !== undefined) checkUrl(params.url);
  if (params.enabled_events !== undefined) checkEventTypes(params.enabled_events);
  return context.store.webhookEndpoints.set(id, {
    ...endpoint,
    url: params.url ?? endpoint.url,
    enabled_events: params.enabled_events ?? endpoint.enabled_events,
    description: params.description ?? endpoint.description,
    status: params.disabled === undefined ? endpoint.status : params.disabled ? 'disabled' : 'enabled',
    metadata: mergeMetadata(endpoint.metadata, params.metadata),
  });
}

export function deleteEndpoint(context: OperationContext, id: string) {
  findEndpoint(context, id);
  context.store.webhookEndpoints.delete(id);
  return { id, object: 'webhook_endpoint', deleted: true } as const;
}

/** A misspelt type would never be told of. */
function checkEventTypes(types: readonly string[]): void {
  const index = types.findIndex((type) => !published.eventTypes.includes(type));
  if (index === -1) return;
  const param = `enabled_events[${index}]`;
  throw invalidParam(
    `Invalid ${param}: ${types[index]} is no type of event; see https://docs.stripe.com/api/events/types`,
    param,
  );
}

function checkUrl(url: string): void {
  if (!URL.canParse(url))
    throw invalidParam('Invalid URL: An explicit scheme (such as https) must be provided.', 'url', 'url_invalid');
}
