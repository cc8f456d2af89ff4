import { html } from 'hono/html';
import type { LoggedRequest } from '../../http/request-log.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { DisputeObject } from '../../store/objects/dispute.ts';
import { copyable } from '../parts/copy.ts';
import type { Html } from '../parts/html.ts';
import { decimal, money } from '../parts/money.ts';
import { actionButton, facts, panel, table } from '../parts/panel.ts';
import { chargePill, disputePill, httpPill, refundPill } from '../parts/statuses.ts';
import { exactly, when } from '../parts/time.ts';
import type { PaymentFacts } from './facts.ts';
import { cardText } from './table.ts';

const words = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('_', ' ') : '');

/** Every try to charge a card, with what Radar and the network said. */
export function chargesPanel({ charges }: PaymentFacts): Html | string {
  if (charges.length === 0) return '';
  return panel(
    charges.length === 1 ? 'Charge' : 'Charges',
    html`<div class="stack">${charges.toReversed().map(chargeFacts)}</div>`,
    charges.length > 1 ? html`<small>${charges.length} tries, latest first</small>` : '',
  );
}

function chargeFacts(charge: ChargeObject): Html {
  const { outcome } = charge;
  const code = (name: keyof typeof outcome) =>
    typeof outcome[name] === 'string' ? html`<code>${outcome[name]}</code>` : null;
  const risk = ` · score ${outcome.risk_score}`;
  return html`<div class="item">
    <div class="item-head">${chargePill(charge.status)} <strong>${money(charge.amount, charge.currency)}</strong> ${copyable(charge.id)}</div>
    ${facts([
      ['Card', cardText(charge.payment_method_details.card)],
      ['Outcome', words(outcome.type)],
      ['Seller message', String(outcome.seller_message ?? '')],
      ['Risk', `${words(outcome.risk_level)}${risk}`],
      ['Network status', words(outcome.network_status)],
      ['Decline reason', charge.status === 'failed' ? code('reason') : null],
      ['Advice code', code('advice_code')],
      ['Network decline code', code('network_decline_code')],
      ['Failure', charge.failure_message],
      ['Captured', charge.captured ? money(charge.amount_captured, charge.currency) : null],
      ['Made', exactly(charge.created)],
    ])}
  </div>`;
}

export function refundsPanel({ refunds }: PaymentFacts, now: Date): Html | string {
  if (refunds.length === 0) return '';
  const rows = refunds.toReversed().map(
    (refund) => html`<tr>
      <td>${money(refund.amount, refund.currency)}</td>
      <td>${refundPill(refund.status)}</td>
      <td class="wide">${words(refund.reason) || words(refund.failure_reason) || html`<span class="soft">—</span>`}</td>
      <td class="wide">${copyable(refund.id)}</td>
      <td class="number soft">${when(refund.created, now)}</td>
    </tr>`,
  );
  return panel(
    'Refunds',
    table('Refunds', [['Amount'], ['Status'], ['Reason', 'wide'], ['Refund', 'wide'], ['Made', 'number']], rows),
  );
}

const OPEN = ['needs_response', 'warning_needs_response'];
const UNDECIDED = [...OPEN, 'under_review', 'warning_under_review'];

/** A dispute, and the ways to end it. */
export function disputesPanel({ intent, disputes }: PaymentFacts, now: Date): Html | string {
  if (disputes.length === 0) return '';
  return panel(
    'Dispute',
    html`<div class="stack">${disputes.map((dispute) => disputeItem(intent.id, dispute, now))}</div>`,
  );
}

function disputeItem(intentId: string, dispute: DisputeObject, now: Date): Html {
  const action = (name: string) => `/payments/${intentId}/dispute/${name}`;
  const due = dispute.evidence_details.due_by;
  return html`<div class="item">
    <div class="item-head">${disputePill(dispute.status)} <strong>${money(dispute.amount, dispute.currency)}</strong> ${copyable(dispute.id)}</div>
    ${facts([
      ['Reason', words(dispute.reason)],
      ['Network code', dispute.network_reason_code],
      [
        'Evidence',
        dispute.evidence_details.has_evidence
          ? `handed in ${dispute.evidence_details.submission_count} times`
          : 'none yet',
      ],
      ['Respond', due !== null && OPEN.includes(dispute.status) ? when(due, now) : null],
    ])}
    ${
      OPEN.includes(dispute.status)
        ? html`<form class="inline-form" method="post" action="${action('submit')}">
            <label class="hidden-text" for="evidence-${dispute.id}">Evidence</label>
            <input class="input" id="evidence-${dispute.id}" name="evidence" placeholder="Evidence, in your words" maxlength="2000" required />
            <button class="button" type="submit">Submit</button>
          </form>
          <div class="buttons">${actionButton(action('win'), 'Win dispute')}${actionButton(action('lose'), 'Lose dispute', 'danger')}</div>`
        : UNDECIDED.includes(dispute.status)
          ? html`<p class="soft">The bank is looking at the evidence. The sandbox decides only for <code>winning_evidence</code> and <code>losing_evidence</code>, as Stripe’s test mode does.</p>`
          : ''
    }
  </div>`;
}

/** What the payment did to the balance, with the net of it all. */
export function balancePanel({ transactions }: PaymentFacts): Html | string {
  const [first] = transactions;
  if (first === undefined) return '';
  const net = transactions.reduce((sum, entry) => sum + entry.net, 0);
  const rows = transactions.map(
    (entry) => html`<tr>
      <td><div class="entry">${words(entry.type)}</div><span class="wide soft">${copyable(entry.id)}</span></td>
      <td class="number">${money(entry.amount, entry.currency)}</td>
      <td class="number wide soft">${money(-entry.fee, entry.currency)}</td>
      <td class="number">${money(entry.net, entry.currency)}</td>
    </tr>`,
  );
  const total = html`<tr class="total"><td>Net</td><td></td><td class="wide"></td><td class="number"><strong>${money(net, first.currency)}</strong></td></tr>`;
  return panel(
    'Balance',
    table(
      'Balance transactions',
      [['Type'], ['Amount', 'number'], ['Fee', 'number wide'], ['Net', 'number']],
      [...rows, total],
    ),
  );
}

export function metadataPanel(metadata: Record<string, string>): Html | string {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return '';
  return panel(
    'Metadata',
    html`<div class="body">${facts(entries.map(([key, value]) => [key, html`${value}`]))}</div>`,
  );
}

/** The API requests that touched the payment, as far back as the log goes. */
export function requestsPanel(requests: readonly LoggedRequest[], now: Date): Html | string {
  if (requests.length === 0) return '';
  const rows = requests.map(
    (request) => html`<tr>
      <td>${httpPill(request.status)}</td>
      <td class="fill"><a class="row mono" href="/requests/${request.id}">${request.method} ${request.path}</a></td>
      <td class="number soft">${when(request.at, now)}</td>
    </tr>`,
  );
  return panel('API requests', table('API requests', [['Status'], ['Request'], ['When', 'number']], rows));
}

/** Refund, capture, cancel: what can be done to the payment as it stands. */
export function paymentActions({ intent, charge, refunds }: PaymentFacts): Html | string {
  const path = (name: string) => `/payments/${intent.id}/${name}`;
  const left = charge === undefined ? 0 : charge.amount_captured - charge.amount_refunded;
  const cancelable = !['succeeded', 'canceled'].includes(intent.status);
  const forms = [
    intent.status === 'requires_capture'
      ? amountForm(path('capture'), 'Capture', intent.amount_capturable, intent.currency)
      : '',
    intent.status === 'succeeded' && left > 0 ? amountForm(path('refund'), 'Refund', left, intent.currency) : '',
    intent.status === 'requires_action' ? challengeActions(path) : '',
    refunds.some(({ status }) => status === 'pending' || status === 'succeeded')
      ? actionButton(path('settle'), 'Settle pending refunds')
      : '',
    cancelable ? actionButton(path('cancel'), 'Cancel payment', 'danger') : '',
  ].filter((form) => form !== '');
  return forms.length === 0 ? '' : html`<div class="actions">${forms}</div>`;
}

function amountForm(action: string, label: string, amount: number, currency: string): Html {
  return html`<form class="inline-form" method="post" action="${action}">
    <label class="hidden-text" for="${label}">${label} amount in ${currency.toUpperCase()}</label>
    <input class="input amount" id="${label}" name="amount" inputmode="decimal" value="${decimal(amount, currency)}" required />
    <button class="button primary" type="submit">${label}</button>
  </form>`;
}

function challengeActions(path: (name: string) => string): Html {
  return html`<a class="button primary" href="${path('challenge')}" target="_blank" rel="noopener">Open 3D Secure page</a>${actionButton(path('authenticate'), 'Pass 3D Secure')}${actionButton(path('refuse'), 'Fail 3D Secure')}`;
}
