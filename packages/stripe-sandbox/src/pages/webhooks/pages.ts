import type { Context } from 'hono';
import { html } from 'hono/html';
import type { AccountStore } from '../../store/account-store.ts';
import type { WebhookEndpointObject } from '../../store/objects/webhook-endpoint.ts';
import { chosenTenant, type Desk } from '../desk.ts';
import { notFoundPage } from '../not-found.ts';
import { copyable, secret } from '../parts/copy.ts';
import { filterBar } from '../parts/filters.ts';
import type { Html } from '../parts/html.ts';
import { json } from '../parts/json.ts';
import { cut, pagination } from '../parts/pagination.ts';
import { actionButton, crumb, empty, facts, panel } from '../parts/panel.ts';
import { pill } from '../parts/pill.ts';
import { exactly, when } from '../parts/time.ts';
import { delivered, deliveriesOfEvent, deliveriesTable, deliveryPill } from './deliveries-table.ts';

/** Endpoints, a form for one more, and what became of every delivery. */
export function webhooksPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const wanted = url.searchParams.get('answer') ?? '';
  const endpoints = store.webhookEndpoints.newestFirst();
  const deliveries = desk.sender
    .deliveries()
    .filter(({ account }) => account === store.account.id)
    .filter((delivery) => wanted === '' || (wanted === 'taken') === delivered(delivery));
  const page = cut(deliveries, url);
  const filter = {
    name: 'answer',
    label: 'Answer',
    all: 'Every answer',
    options: [
      ['taken', 'Taken'],
      ['failed', 'Failed'],
    ] as const,
  };
  return desk.renderPage(c, {
    title: 'Webhooks',
    section: 'webhooks',
    content: html`<div class="page-head"><h1>Webhooks</h1></div>
      ${desk.notices.show(c)}
      ${panel('Endpoints', endpointsList(endpoints, store, desk.clock.now()), html`<small>${endpoints.length}</small>`)}
      <div class="page-head under"><h2>Deliveries</h2></div>
      ${filterBar(url, undefined, filter)}
      <section class="panel" aria-label="Deliveries">${
        page.total === 0
          ? empty(
              'Nothing delivered',
              'Deliveries since the sandbox started show up here as they are made: add an endpoint, then make a payment.',
            )
          : deliveriesTable(page.shown, (id) => store.events.get(id)?.type, desk.clock.now())
      }${pagination(page, url)}</section>`,
  });
}

function endpointsList(endpoints: readonly WebhookEndpointObject[], store: AccountStore, now: Date): Html {
  const items = endpoints.map((endpoint) => endpointItem(endpoint, store, now));
  return html`<div class="stack">${items}</div>
    <form class="add-endpoint" method="post" action="/webhooks/endpoints">
      <div class="field"><label for="url">${endpoints.length === 0 ? 'Address of your first endpoint' : 'Add an endpoint'}</label><input class="input" id="url" name="url" type="url" placeholder="http://localhost:3000/webhooks/stripe" maxlength="2000" required /></div>
      <div class="field"><label for="enabled_events">Events, by comma</label><input class="input mono" id="enabled_events" name="enabled_events" value="*" maxlength="2000" required /></div>
      <button class="button primary" type="submit">Add endpoint</button>
    </form>`;
}

function endpointItem(endpoint: WebhookEndpointObject, store: AccountStore, now: Date): Html {
  const key = store.endpointSecrets.get(endpoint.id)?.value;
  const enabled = endpoint.status === 'enabled';
  const events = endpoint.enabled_events.includes('*')
    ? 'every event'
    : endpoint.enabled_events.map((type) => html`<code>${type}</code> `);
  const path = `/webhooks/endpoints/${endpoint.id}`;
  return html`<article class="item" id="${endpoint.id}">
    <div class="item-head">${enabled ? pill('good', 'check', 'Enabled') : pill('quiet', 'dash', 'Disabled')} <strong class="url">${endpoint.url}</strong>
      <span class="buttons end">${actionButton(`${path}/${enabled ? 'disable' : 'enable'}`, enabled ? 'Disable' : 'Enable', 'small')}${actionButton(`${path}/delete`, 'Delete', 'small')}</span></div>
    ${facts([
      ['Events', html`${events}`],
      ['Signing secret', key === undefined ? null : secret(key, 'signing secret')],
      ['Id', copyable(endpoint.id)],
      ['Description', endpoint.description],
      ['Added', when(endpoint.created, now)],
    ])}
  </article>`;
}

/** One delivery: what was sent, to where, and what came back. */
export function deliveryPage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const delivery = desk.sender.deliveries().find((known) => String(known.id) === id);
  if (delivery === undefined) return notFoundPage(c, desk, 'This delivery is not in the log any more.');
  const store = desk.tenants.find(({ store }) => store.account.id === delivery.account)?.store;
  const event = store?.events.get(delivery.eventId);
  const others = desk.sender
    .deliveries()
    .filter((other) => other.eventId === delivery.eventId && other.endpointId === delivery.endpointId);
  return desk.renderPage(c, {
    title: `Delivery ${id}`,
    section: 'webhooks',
    content: html`${crumb('/webhooks', 'Webhooks')}
      <div class="page-head"><h1>${event?.type ?? 'Delivery'} ${deliveryPill(delivery)}</h1>
        <form method="post" action="/events/${delivery.eventId}/replay"><input type="hidden" name="endpoint" value="${delivery.endpointId}" /><button class="button primary" type="submit">Send again</button></form></div>
      ${panel(
        'Delivery',
        html`<div class="body">${facts([
          ['Event', copyable(delivery.eventId, `/events/${delivery.eventId}`)],
          ['Endpoint', html`<span class="url">${delivery.url}</span>`],
          ['Attempt', String(delivery.attempt)],
          ['At', exactly(delivery.at)],
          ['Duration', `${Math.round(delivery.durationMs)} ms`],
          ['Next try', delivery.nextTryAt === null ? null : when(delivery.nextTryAt, desk.clock.now())],
          ['Failure', delivery.error],
          ['Done to it', delivery.stress.join(', ')],
          ['Signature', delivery.requestHeaders['stripe-signature']],
        ])}</div>`,
      )}
      ${
        others.length > 1
          ? panel('Every try of this event at this endpoint', deliveriesOfEvent(others, desk.clock.now()))
          : ''
      }
      ${delivery.responseBody === '' ? '' : panel('What came back', html`<pre class="json" tabindex="0">${delivery.responseBody}</pre>`)}
      ${event === undefined ? '' : panel('What was sent', json(event))}`,
  });
}
