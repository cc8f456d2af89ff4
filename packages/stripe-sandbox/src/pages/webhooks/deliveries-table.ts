import { html } from 'hono/html';
import type { Delivery } from '../../webhooks/sender.ts';
import type { Html } from '../parts/html.ts';
import { table } from '../parts/panel.ts';
import { httpPill } from '../parts/statuses.ts';
import { when } from '../parts/time.ts';

/** Deliveries, newest first; each row leads to its delivery. */
export function deliveriesTable(
  deliveries: readonly Delivery[],
  typeOf: (eventId: string) => string | undefined,
  now: Date,
): Html {
  return table(
    'Deliveries',
    [['Answer'], ['Event'], ['Endpoint', 'wide'], ['Attempt', 'number wide'], ['When', 'number']],
    deliveries.map(
      (delivery) => html`<tr id="delivery-${delivery.id}">
        <td>${deliveryPill(delivery)}</td>
        <td class="clip"><a class="row" href="/webhooks/deliveries/${delivery.id}">${typeOf(delivery.eventId) ?? delivery.eventId}</a></td>
        <td class="wide clip soft">${delivery.url}</td>
        <td class="number wide">${delivery.attempt}</td>
        <td class="number soft">${when(delivery.at, now)}</td>
      </tr>`,
    ),
  );
}

export function deliveryPill({ status }: Delivery): Html {
  return httpPill(status, 'Unreachable');
}

/** Whether an endpoint took the event. */
export function delivered({ status }: Delivery): boolean {
  return status !== null && status >= 200 && status < 300;
}
