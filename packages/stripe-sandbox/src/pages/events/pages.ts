import type { Context } from 'hono';
import { html } from 'hono/html';
import type { EventObject } from '../../store/objects/event.ts';
import { chosenTenant, type Desk, findAnywhere } from '../desk.ts';
import { hrefOf } from '../links.ts';
import { notFoundPage } from '../not-found.ts';
import { copyable } from '../parts/copy.ts';
import { filterBar } from '../parts/filters.ts';
import type { Html } from '../parts/html.ts';
import { json } from '../parts/json.ts';
import { cut, pagination } from '../parts/pagination.ts';
import { crumb, empty, facts, panel, table } from '../parts/panel.ts';
import { pill } from '../parts/pill.ts';
import { exactly, when } from '../parts/time.ts';
import { deliveriesOfEvent } from '../webhooks/deliveries-table.ts';
import { replayForm } from './replay-form.ts';

/** Everything that happened in the chosen account, newest first. */
export function eventsPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const type = url.searchParams.get('type') ?? '';
  const types = [...new Set([...store.events.values()].map((event) => event.type))].toSorted();
  const query = (url.searchParams.get('q') ?? '').trim();
  const found = store.events.newestFirst(
    (event) =>
      (type === '' || event.type === type) &&
      (query === '' || event.id.includes(query) || (objectIdOf(event) ?? '').includes(query)),
  );
  const page = cut(found, url);
  const none =
    store.events.size === 0
      ? empty(
          'No event yet',
          'Whatever happens to a payment, a customer or a refund is recorded here and sent to your webhook endpoints.',
        )
      : empty('Nothing matches', html`No event fits. <a href="/events">Show all ${store.events.size}</a>.`);
  return desk.renderPage(c, {
    title: 'Events',
    section: 'events',
    content: html`<div class="page-head"><h1>Events</h1></div>
      ${filterBar(url, { placeholder: 'Id of an event or its object' }, { name: 'type', label: 'Type', all: 'Every type', options: types.map((name) => [name, name]) })}
      <section class="panel" aria-label="Events">${page.total === 0 ? none : eventsTable(page.shown, desk.clock.now())}${pagination(page, url)}</section>`,
  });
}

function eventsTable(events: readonly EventObject[], now: Date): Html {
  return table(
    'Events',
    [['Type'], ['About', 'wide'], ['Webhooks', 'wide'], ['Event', 'wide'], ['When', 'number']],
    events.map(
      (event) => html`<tr id="row-${event.id}">
        <td class="clip"><a class="row" href="/events/${event.id}">${event.type}</a></td>
        <td class="wide">${aboutLink(event)}</td>
        <td class="wide">${waiting(event)}</td>
        <td class="wide">${copyable(event.id)}</td>
        <td class="number soft">${when(event.created, now)}</td>
      </tr>`,
    ),
  );
}

function waiting({ pending_webhooks }: EventObject): Html {
  return pending_webhooks === 0
    ? html`<span class="soft">none waiting</span>`
    : pill('wait', 'clock', `${pending_webhooks} waiting`);
}

/** One event: what it says, what it changed, and who was told. */
export function eventPage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const found = findAnywhere(desk, (store) => store.events.get(id));
  if (found === undefined) return notFoundPage(c, desk, `No event has the id ${id}.`);
  const { object: event, tenant } = found;
  const { previous_attributes: previous } = event.data;
  const deliveries = desk.sender.deliveries().filter(({ eventId }) => eventId === id);
  const endpoints = tenant.store.webhookEndpoints.newestFirst();
  return desk.renderPage(c, {
    title: event.type,
    section: 'events',
    content: html`${crumb('/events', 'Events')}
      ${desk.notices.show(c)}
      <div class="page-head"><h1>${event.type}</h1>${copyable(id)}</div>
      <div class="columns">
        <div>
          ${panel(
            'Deliveries',
            deliveries.length === 0
              ? empty(
                  'Not delivered',
                  endpoints.length === 0
                    ? html`There is no endpoint. <a href="/webhooks">Add one</a>, then send this event to it.`
                    : 'Nothing was sent since the sandbox started. Send it again to see what your endpoint makes of it.',
                )
              : deliveriesOfEvent(deliveries, desk.clock.now()),
          )}
          ${previous === undefined ? '' : panel('What it was before', json(previous))}
          ${panel('Event', json(event))}
        </div>
        <div>
          ${panel('Send again', replayForm(id, endpoints))}
          ${panel(
            'Details',
            html`<div class="body">${facts([
              ['About', aboutLink(event)],
              ['Created', exactly(event.created)],
              ['Request', event.request.id === null ? null : copyable(event.request.id, hrefOf(event.request.id))],
              [
                'Idempotency key',
                event.request.idempotency_key === null ? null : copyable(event.request.idempotency_key),
              ],
              ['Pending webhooks', String(event.pending_webhooks)],
              ['API version', event.api_version],
            ])}</div>`,
          )}
        </div>
      </div>`,
  });
}

function objectIdOf({ data: { object } }: EventObject): string | undefined {
  return typeof object === 'object' && object !== null && 'id' in object ? String(object.id) : undefined;
}

/** What an event is about: its object, or the payment that object belongs to. */
function aboutLink(event: EventObject): Html | string {
  const { object } = event.data;
  const id = objectIdOf(event);
  if (id === undefined || typeof object !== 'object' || object === null) return '';
  const payment = 'payment_intent' in object ? String(object.payment_intent) : '';
  return copyable(id, hrefOf(id) ?? hrefOf(payment));
}
