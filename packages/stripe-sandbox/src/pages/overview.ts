import type { Context } from 'hono';
import { html } from 'hono/html';
import type { AccountStore } from '../store/account-store.ts';
import { chosenTenant, type Desk } from './desk.ts';
import { copyable, copyButton, masked, secret } from './parts/copy.ts';
import type { Html } from './parts/html.ts';
import { empty, facts, panel } from './parts/panel.ts';
import { paymentRows } from './payments/facts.ts';
import { paymentsTable } from './payments/table.ts';
import { delivered, deliveriesTable } from './webhooks/deliveries-table.ts';

const LATEST = 8;

/** How to reach the sandbox, and what happened last. */
export function overviewPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const now = desk.clock.now();
  const payments = paymentRows(store).slice(0, LATEST);
  const own = desk.sender.deliveries().filter(({ account }) => account === store.account.id);
  const failed = own.filter((delivery) => !delivered(delivery)).slice(0, LATEST);
  return desk.renderPage(c, {
    title: 'Overview',
    section: 'overview',
    content: html`<div class="page-head"><h1>${store.account.name}</h1>${copyable(store.account.id)}</div>
      ${counts(store, own.length)}
      <div class="columns even">
        ${panel('Keys', html`<div class="body">${keys(store, url.origin)}</div>`)}
        ${panel('Connect', snippet(store, url), copyButton(code(firstKey(store), url), 'the snippet'))}
      </div>
      ${panel(
        'Latest payments',
        payments.length === 0
          ? empty(
              'No payment yet',
              html`Run the snippet above, then create a payment intent with <code>payment_method: 'pm_card_visa'</code>. The <a href="/test-cards">test cards</a> say what each card does.`,
            )
          : paymentsTable(payments, now),
        html`<a href="/payments">All payments</a>`,
      )}
      ${panel(
        'Latest failed deliveries',
        failed.length === 0
          ? empty(
              'Nothing failed',
              store.webhookEndpoints.size === 0
                ? html`No endpoint is told about events yet. <a href="/webhooks">Add one</a>.`
                : 'Every delivery since the sandbox started was taken.',
            )
          : deliveriesTable(failed, (id) => store.events.get(id)?.type, now),
        html`<a href="/webhooks">All deliveries</a>`,
      )}`,
  });
}

function counts(store: AccountStore, deliveries: number): Html {
  const figures = [
    ['Payments', store.paymentIntents.size, '/payments'],
    ['Customers', store.customers.size, '/customers'],
    ['Refunds', store.refunds.size, '/payments?status=refunded'],
    ['Disputes', store.disputes.size, '/payments?status=disputed'],
    ['Events', store.events.size, '/events'],
    // Only the latest are kept, and with them their number.
    ['Latest deliveries', deliveries, '/webhooks'],
  ] as const;
  return html`<ul class="counts">${figures.map(
    ([label, count, href]) =>
      html`<li><a href="${href}"><span class="soft">${label}</span><strong>${count}</strong></a></li>`,
  )}</ul>`;
}

function keys({ account }: AccountStore, origin: string): Html {
  return facts([
    ...account.publishableKeys.map(
      (key) =>
        [
          'Publishable key',
          html`<span class="id"><code>${key}</code>${copyButton(key, 'publishable key')}</span>`,
        ] as const,
    ),
    ...account.secretKeys.map((key) => ['Secret key', secret(key, 'secret key')] as const),
    ...(account.restrictedKeys ?? []).map(({ key }) => ['Restricted key', secret(key, 'restricted key')] as const),
    ['Base URL', html`<span class="id"><code>${origin}</code>${copyButton(origin, 'base URL')}</span>`],
    [
      'Stripe.js',
      html`<span class="id"><code>${origin}/v3/stripe.js</code>${copyButton(`${origin}/v3/stripe.js`, 'address of Stripe.js')}</span>`,
    ],
  ]);
}

/** Lines that connect the official SDK to this sandbox. */
function code(key: string, { hostname, port, protocol }: URL): string {
  return [
    "import Stripe from 'stripe';",
    '',
    `const stripe = new Stripe('${key}', {`,
    `  host: '${hostname}',`,
    `  port: ${port === '' ? (protocol === 'https:' ? 443 : 80) : port},`,
    `  protocol: '${protocol.slice(0, -1)}',`,
    '});',
  ].join('\n');
}

function firstKey({ account }: AccountStore): string {
  return account.secretKeys[0] ?? 'sk_test_…';
}

function snippet(store: AccountStore, url: URL): Html {
  return html`<pre class="json" tabindex="0">${code(masked(firstKey(store)), url)}</pre>`;
}
