import type { Context } from 'hono';
import { html } from 'hono/html';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import { type Desk, findAnywhere } from '../desk.ts';
import { notFoundPage } from '../not-found.ts';
import { copyable } from '../parts/copy.ts';
import type { Html } from '../parts/html.ts';
import { rawJson } from '../parts/json.ts';
import { money } from '../parts/money.ts';
import { crumb, facts, panel } from '../parts/panel.ts';
import { paymentPill } from '../parts/statuses.ts';
import { exactly } from '../parts/time.ts';
import { type PaymentFacts, paymentFacts } from './facts.ts';
import {
  balancePanel,
  chargesPanel,
  disputesPanel,
  metadataPanel,
  paymentActions,
  refundsPanel,
  requestsPanel,
} from './sections.ts';
import { timeline } from './timeline.ts';

/** Everything about one payment, and what can be done with it. */
export function paymentPage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const found = findAnywhere(desk, (store) => store.paymentIntents.get(id));
  if (found === undefined) return notFoundPage(c, desk, `No payment has the id ${id}.`);
  const known = paymentFacts(found.tenant.store, found.object);
  const now = desk.clock.now();
  const requests = desk.requests.recent().filter(({ path, answer }) => path.includes(id) || answer.includes(id));
  return desk.renderPage(c, {
    title: `Payment ${id}`,
    section: 'payments',
    content: html`${crumb('/payments', 'Payments')}
      ${desk.notices.show(c)}
      <div class="page-head"><h1>${money(known.intent.amount, known.intent.currency)} ${paymentPill(known.status)}</h1>${copyable(id)}</div>
      ${problem(known.intent)}
      ${paymentActions(known)}
      <div class="columns">
        <div>
          ${disputesPanel(known, now)}${chargesPanel(known)}${refundsPanel(known, now)}${balancePanel(known)}
          ${requestsPanel(requests, now)}${rawJson('Payment intent as JSON', known.intent)}
        </div>
        <div>
          ${panel('Timeline', html`<div class="body">${timeline(known.events)}</div>`)}
          ${panel('Details', html`<div class="body">${details(known)}</div>`)}
          ${metadataPanel(known.intent.metadata)}
        </div>
      </div>`,
  });
}

function problem({ last_payment_error: error }: PaymentIntentObject): Html | string {
  if (error === null) return '';
  return html`<p class="notice bad"><span>${error.message} <code>${error.code}${error.decline_code === undefined ? '' : ` / ${error.decline_code}`}</code>${error.advice_code === undefined ? '' : html` · advice <code>${error.advice_code}</code>`}</span></p>`;
}

function details({ intent, charge, customer }: PaymentFacts): Html {
  return facts([
    [
      'Customer',
      customer === undefined
        ? intent.customer
        : html`<a href="/customers/${customer.id}">${customer.email ?? customer.name ?? customer.id}</a>`,
    ],
    ['E-mail', intent.receipt_email ?? charge?.billing_details.email],
    ['Description', intent.description],
    ['Statement', intent.statement_descriptor ?? charge?.calculated_statement_descriptor],
    ['Capture', intent.capture_method.replaceAll('_', ' ')],
    ['Received', money(intent.amount_received, intent.currency)],
    ['Payment method', intent.payment_method === null ? null : copyable(intent.payment_method)],
    ['Created', exactly(intent.created)],
    ['Canceled', intent.canceled_at === null ? null : exactly(intent.canceled_at)],
  ]);
}
