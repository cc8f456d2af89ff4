import type { Context } from 'hono';
import { html } from 'hono/html';
import type { AccountStore } from '../store/account-store.ts';
import type { CustomerObject } from '../store/objects/customer.ts';
import type { PaymentMethodObject } from '../store/objects/payment-method.ts';
import { chosenTenant, type Desk, findAnywhere } from './desk.ts';
import { notFoundPage } from './not-found.ts';
import { copyable } from './parts/copy.ts';
import { filterBar } from './parts/filters.ts';
import type { Html } from './parts/html.ts';
import { rawJson } from './parts/json.ts';
import { cut, pagination } from './parts/pagination.ts';
import { crumb, empty, facts, panel, table } from './parts/panel.ts';
import { exactly, when } from './parts/time.ts';
import { paymentRows } from './payments/facts.ts';
import { metadataPanel } from './payments/sections.ts';
import { cardText, paymentsOfCustomer } from './payments/table.ts';

/** The customers of the chosen account. */
export function customersPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const query = (url.searchParams.get('q') ?? '').trim().toLowerCase();
  const page = cut(
    store.customers.newestFirst((customer) => matches(customer, query)),
    url,
  );
  const payments = countPayments(store);
  const none =
    store.customers.size === 0
      ? empty(
          'No customer yet',
          html`Create one with the SDK: <code>stripe.customers.create({ email: 'jenny@example.com' })</code>.`,
        )
      : empty('Nobody matches', html`No customer fits this search. <a href="/customers">Show all</a>.`);
  const rows = page.shown.map(
    (customer) => html`<tr id="row-${customer.id}">
      <td class="clip"><a class="row" href="/customers/${customer.id}">${customer.name ?? customer.email ?? customer.id}</a></td>
      <td class="wide clip">${customer.email ?? html`<span class="soft">—</span>`}</td>
      <td class="number">${payments.get(customer.id) ?? 0}</td>
      <td class="wide">${copyable(customer.id)}</td>
      <td class="number soft">${when(customer.created, desk.clock.now())}</td>
    </tr>`,
  );
  const list = table(
    'Customers',
    [['Customer'], ['E-mail', 'wide'], ['Payments', 'number'], ['Id', 'wide'], ['Created', 'number']],
    rows,
  );
  return desk.renderPage(c, {
    title: 'Customers',
    section: 'customers',
    content: html`<div class="page-head"><h1>Customers</h1></div>
      ${filterBar(url, { placeholder: 'Name, e-mail, id or metadata' })}
      <section class="panel" aria-label="Customers">${page.total === 0 ? none : list}${pagination(page, url)}</section>`,
  });
}

/** One customer: who it is, its saved cards, its payments. */
export function customerPage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const found = findAnywhere(desk, (store) => store.customers.get(id));
  if (found === undefined) return notFoundPage(c, desk, `No customer has the id ${id}.`);
  const { object: customer, tenant } = found;
  const payments = paymentRows(tenant.store, (intent) => intent.customer === id);
  const methods = tenant.store.paymentMethods.newestFirst((method) => method.customer === id);
  const now = desk.clock.now();
  return desk.renderPage(c, {
    title: `Customer ${customer.name ?? customer.email ?? id}`,
    section: 'customers',
    content: html`${crumb('/customers', 'Customers')}
      <div class="page-head"><h1>${customer.name ?? customer.email ?? 'Customer without a name'}</h1>${copyable(id)}</div>
      <div class="columns">
        <div>
          ${panel('Payments', payments.length === 0 ? empty('No payment yet', html`Pass <code>customer: '${id}'</code> when you create a payment intent.`) : paymentsOfCustomer(payments, now), html`<small>${payments.length}</small>`)}
          ${panel('Payment methods', methodsTable(methods, customer, now), html`<small>${methods.length}</small>`)}
          ${rawJson('Customer as JSON', customer)}
        </div>
        <div>
          ${panel(
            'Details',
            html`<div class="body">${facts([
              ['Name', customer.name],
              ['E-mail', customer.email],
              ['Phone', customer.phone],
              ['Description', customer.description],
              ['Created', exactly(customer.created)],
            ])}</div>`,
          )}
          ${metadataPanel(customer.metadata)}
        </div>
      </div>`,
  });
}

function methodsTable(methods: readonly PaymentMethodObject[], customer: CustomerObject, now: Date): Html {
  if (methods.length === 0)
    return empty(
      'No saved card',
      html`A payment with <code>setup_future_usage</code>, a setup intent, or <code>paymentMethods.attach</code> leaves one here.`,
    );
  const main = customer.invoice_settings.default_payment_method;
  const rows = methods.map(
    (method) => html`<tr>
      <td>${cardText(method.card)}${method.id === main ? html` <small class="soft">default</small>` : ''}</td>
      <td class="soft">${String(method.card.exp_month).padStart(2, '0')}/${method.card.exp_year}</td>
      <td class="wide">${copyable(method.id)}</td>
      <td class="number soft">${when(method.created, now)}</td>
    </tr>`,
  );
  return table('Payment methods', [['Card'], ['Expires'], ['Payment method', 'wide'], ['Added', 'number']], rows);
}

function matches(customer: CustomerObject, query: string): boolean {
  const metadata = Object.entries(customer.metadata).map(([key, value]) => `${key}:${value}`);
  return [customer.id, customer.email, customer.name, customer.description, ...metadata].some(
    (text) => text?.toLowerCase().includes(query) === true,
  );
}

function countPayments(store: AccountStore): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { customer } of store.paymentIntents.values())
    if (customer !== null) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  return counts;
}
