import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { AccountStore } from '../store/account-store.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import { createAssets } from './assets.ts';
import type { RenderPage } from './layout.ts';

const SHOWN = 50;

/** The page for people: what the sandbox holds, newest first, and what became of every webhook. */
export function createPages({
  stores,
  sender,
  renderPage,
}: {
  stores: readonly AccountStore[];
  sender: WebhookSender;
  renderPage: RenderPage;
}): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.route('/', createAssets());
  app.get('/', (c) =>
    renderPage(c, {
      title: 'Overview',
      section: 'overview',
      content: html`<div class="page-head"><h1>Overview</h1></div>${stores.map((store) => account(store, sender))}`,
    }),
  );

  app.post('/events/:id/resend', (c) => {
    const id = c.req.param('id');
    for (const store of stores) {
      if (store.events.get(id) === undefined) continue;
      for (const endpoint of store.webhookEndpoints.values()) sender.send(store, id, endpoint.id);
    }
    return c.redirect('/', 303);
  });
  return app;
}

function account(store: AccountStore, sender: WebhookSender) {
  const intents = store.paymentIntents.newestFirst().slice(0, SHOWN);
  const events = store.events.newestFirst().slice(0, SHOWN);
  const deliveries = sender
    .deliveries()
    .filter((delivery) => delivery.account === store.account.id)
    .slice(0, SHOWN);
  const keys = [...store.account.secretKeys, ...store.account.publishableKeys];
  return html`
    <section class="panel body">
      <h2>${store.account.name} <small>${store.account.id}</small></h2>
      <p class="keys">${keys.map((key) => html`<code>${key}</code> `)}</p>
      <h3>Payments <small>${store.paymentIntents.size}</small></h3>
      ${
        intents.length === 0
          ? html`<p class="empty">No payment yet. Pay in the shop and it shows up here.</p>`
          : html`<div class="scroll"><table>
            <thead><tr><th>Amount</th><th>Status</th><th>Payment intent</th><th>Last error</th><th>Created</th></tr></thead>
            <tbody>${intents.map(
              (intent) => html`<tr>
                <td class="number">${amount(intent.amount, intent.currency)}</td>
                <td><span class="pill ${intent.status}">${intent.status.replaceAll('_', ' ')}</span></td>
                <td><code>${intent.id}</code></td>
                <td>${intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? ''}</td>
                <td>${time(intent.created)}</td>
              </tr>`,
            )}</tbody></table></div>`
      }
      <h3>Events <small>${store.events.size}</small></h3>
      ${
        events.length === 0
          ? html`<p class="empty">No event yet.</p>`
          : html`<div class="scroll"><table>
            <thead><tr><th>Type</th><th>Event</th><th>Waiting endpoints</th><th>Created</th><th></th></tr></thead>
            <tbody>${events.map(
              (event) => html`<tr>
                <td>${event.type}</td><td><code>${event.id}</code></td><td class="number">${event.pending_webhooks}</td><td>${time(event.created)}</td>
                <td><form method="post" action="/events/${event.id}/resend"><button>Send again</button></form></td>
              </tr>`,
            )}</tbody></table></div>`
      }
      <h3>Webhook deliveries</h3>
      ${
        deliveries.length === 0
          ? html`<p class="empty">Nothing was delivered since the sandbox started.</p>`
          : html`<div class="scroll"><table>
            <thead><tr><th>Answer</th><th>Event</th><th>Try</th><th>Endpoint</th><th>At</th></tr></thead>
            <tbody>${deliveries.map(
              (delivery) => html`<tr>
                <td><span class="status ${delivery.status !== null && delivery.status < 300 ? 'succeeded' : 'failed'}">${delivery.status ?? 'unreachable'}</span></td>
                <td><code>${delivery.eventId}</code></td><td class="number">${delivery.attempt}</td><td>${delivery.url}</td><td>${time(delivery.at.getTime() / 1000)}</td>
              </tr>`,
            )}</tbody></table></div>`
      }
    </section>`;
}

function amount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function time(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
}
