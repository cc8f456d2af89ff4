import { html } from 'hono/html';
import { brandName } from '../../cards/brand-name.ts';
import { copyable } from '../parts/copy.ts';
import type { Html } from '../parts/html.ts';
import { money } from '../parts/money.ts';
import { table } from '../parts/panel.ts';
import { paymentPill } from '../parts/statuses.ts';
import { when } from '../parts/time.ts';
import type { PaymentRow } from './facts.ts';

/** The payments of one customer, who need not be named again. */
export function paymentsOfCustomer(rows: readonly PaymentRow[], now: Date): Html {
  return table(
    'Payments',
    [['Amount'], ['Status'], ['Description', 'wide'], ['Card', 'wide'], ['Created', 'number']],
    rows.map(
      (row) => html`<tr id="row-${row.intent.id}">
        ${amountAndStatus(row)}
        <td class="wide clip">${row.intent.description ?? html`<span class="soft">—</span>`}</td>
        <td class="wide">${cardText(row.charge?.payment_method_details.card)}</td>
        <td class="number soft">${when(row.intent.created, now)}</td>
      </tr>`,
    ),
  );
}

/** A table of payments; each row leads to its payment. */
export function paymentsTable(rows: readonly PaymentRow[], now: Date): Html {
  return table(
    'Payments',
    [['Amount'], ['Status'], ['Customer', 'wide'], ['Card', 'wide'], ['Payment', 'wide'], ['Created', 'number']],
    rows.map(
      (row) => html`<tr id="row-${row.intent.id}">
        ${amountAndStatus(row)}
        <td class="wide clip">${customerName(row)}</td>
        <td class="wide">${cardText(row.charge?.payment_method_details.card)}</td>
        <td class="wide">${copyable(row.intent.id)}</td>
        <td class="number soft">${when(row.intent.created, now)}</td>
      </tr>`,
    ),
  );
}

function amountAndStatus({ intent, status }: PaymentRow): Html {
  return html`<td><a class="row" href="/payments/${intent.id}">${money(intent.amount, intent.currency)}</a></td><td>${paymentPill(status)}</td>`;
}

function customerName({ intent, charge, customer }: PaymentRow): Html | string {
  const name = customer?.email ?? intent.receipt_email ?? charge?.billing_details.email ?? customer?.name;
  return name ?? html`<span class="soft">${intent.description ?? '—'}</span>`;
}

/** Brand and last digits of a card, as far as they are known. */
export function cardText(
  card: { readonly brand: string | null; readonly last4: string | null } | undefined,
): Html | string {
  if (card === undefined) return html`<span class="soft">—</span>`;
  return html`<span>${brandName(card.brand ?? 'card')} <span class="mono">•••• ${card.last4 ?? ''}</span></span>`;
}
