import { html } from 'hono/html';
import type { Delivery } from '../../webhooks/sender.ts';
import type { Html } from '../parts/html.ts';
import { table } from '../parts/panel.ts';
import { httpPill } from '../parts/statuses.ts';
import { when } from '../parts/time.ts';

/** Deliveries of all kinds of events, newest first; each row leads to its delivery. */
export function deliveriesTable(
  deliveries: readonly Delivery[],
  typeOf: (eventId: string) => string | undefined,
  now: Date,
): Html {
  return table(
    'Deliveries',
    [
      ['Answer'],
      ['Event'],
      ['Endpoint', 'wide'],
      ['Attempt', 'number wide'],
      ['Next try', 'number wide'],
      ['When', 'number'],
    ],
    deliveries.map((delivery) =>
      row(
        delivery,
        html`<td class="clip">${link(delivery, typeOf(delivery.eventId) ?? delivery.eventId)}</td><td class="wide clip soft">${delivery.url}</td>`,
        now,
      ),
    ),
  );
}

/** Deliveries of one event, newest first. */
export function deliveriesOfEvent(deliveries: readonly Delivery[], now: Date): Html {
  return table(
    'Deliveries',
    [['Answer'], ['Endpoint'], ['Attempt', 'number wide'], ['Next try', 'number wide'], ['When', 'number']],
    deliveries.map((delivery) => row(delivery, html`<td class="fill">${link(delivery, delivery.url)}</td>`, now)),
  );
}

function row(delivery: Delivery, cells: Html, now: Date): Html {
  return html`<tr id="delivery-${delivery.id}">
    <td>${deliveryPill(delivery)}</td>${cells}
    <td class="number wide">${delivery.attempt}</td>
    <td class="number wide soft">${delivery.nextTryAt === null ? '—' : when(delivery.nextTryAt, now)}</td>
    <td class="number soft">${when(delivery.at, now)}</td>
  </tr>`;
}

function link(delivery: Delivery, text: string): Html {
  return html`<a class="row" href="/webhooks/deliveries/${delivery.id}">${text}</a>`;
}

export function deliveryPill({ status }: Delivery): Html {
  return httpPill(status, 'Unreachable');
}

/** Whether an endpoint took the event. */
export function delivered({ status }: Delivery): boolean {
  return status !== null && status >= 200 && status < 300;
}
