import { html } from 'hono/html';
import type { WebhookEndpointObject } from '../../store/objects/webhook-endpoint.ts';
import type { Html } from '../parts/html.ts';

/** Sends an event again, to every endpoint or to one. */
export function replayForm(eventId: string, endpoints: readonly WebhookEndpointObject[]): Html {
  const enabled = endpoints.filter(({ status }) => status === 'enabled');
  if (enabled.length === 0)
    return html`<div class="body soft">No endpoint is enabled. <a href="/webhooks">Add one</a> first.</div>`;
  return html`<form class="body replay" method="post" action="/events/${eventId}/replay">
    <label class="hidden-text" for="endpoint">Endpoint</label>
    <select class="input" id="endpoint" name="endpoint"><option value="">${enabled.length === 1 ? 'The one endpoint' : `All ${enabled.length} endpoints`}</option>${enabled.map(
      ({ id, url }) => html`<option value="${id}">${url}</option>`,
    )}</select>
    <button class="button primary" type="submit">Send again</button>
  </form>`;
}
