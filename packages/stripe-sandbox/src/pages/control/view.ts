import { html } from 'hono/html';
import type { SandboxControl } from '../../control/control.ts';
import { presetNames, presets } from '../../faults/presets.ts';
import type { AccountStore } from '../../store/account-store.ts';
import type { Html } from '../parts/html.ts';
import { actionButton, empty, panel, table } from '../parts/panel.ts';
import { pill } from '../parts/pill.ts';
import { faultForm, webhookForm } from './plan-forms.ts';
import { timePanel } from './time-panel.ts';
import { webhooksPanel } from './webhooks-panel.ts';
import { effectInWords, faultInWords, oddsInWords, requestsInWords, webhooksInWords } from './words.ts';

/** The control page: what is planned to go wrong, and what a person can change about the sandbox. */
export function controlView(control: SandboxControl, stores: readonly AccountStore[]): Html {
  return html`<div class="page-head">
      <h1>Control</h1>
      <p class="lead">What goes wrong, what happens to webhooks, and what time it is. The same is under <code>/_control</code> for scripts.</p>
    </div>
    ${presetsPanel(control)} ${plannedPanel(control)}
    <div class="control-columns">${faultForm()} ${webhookForm()}</div>
    ${webhooksPanel(control, stores)}
    <div class="control-columns">${timePanel(control)} ${settlePanel(control)}</div>
    ${resetPanel(stores)}`;
}

function presetsPanel({ stress }: SandboxControl): Html {
  const active = stress.active();
  const rows = presetNames.map((name) => {
    const { title, description } = presets[name];
    const on = active.includes(name);
    return html`<li>
      <div class="what"><strong>${title}</strong>${on ? pill('wait', 'alert', 'On') : ''}<p>${description}</p></div>
      ${actionButton(`/control/presets/${name}/${on ? 'off' : 'on'}`, on ? 'Switch off' : 'Switch on')}
    </li>`;
  });
  const seed = html`<form class="control-inline" method="post" action="/control/seed">
    <label for="seed">Seed</label>
    <input class="input short" id="seed" name="seed" type="number" min="-2147483648" max="2147483647" step="1" required value="${stress.seed()}" />
    <button class="button small" type="submit">Start anew</button>
  </form>`;
  return panel('Bad days', html`<ul class="control-list">${rows}</ul>`, seed);
}

function plannedPanel(control: SandboxControl): Html {
  const faults = control.faults.plans.active().map(({ id, plan, preset, chance }) =>
    row({
      id,
      what: faultInWords(plan.fault),
      where: requestsInWords(plan),
      odds: oddsInWords(plan),
      preset,
      hits: chance.hitCount(),
    }),
  );
  const webhooks = control.webhooks.stress.plans.active().map(({ id, plan, preset, chance }) =>
    row({
      id,
      what: effectInWords(plan.effect),
      where: webhooksInWords(plan),
      odds: oddsInWords(plan),
      preset,
      hits: chance.hitCount(),
    }),
  );
  const rows = [...faults, ...webhooks];
  if (rows.length === 0)
    return panel('Planned', empty('Nothing is planned to go wrong', 'Switch on a bad day, or plan one thing below.'));
  const columns = [['What'], ['How often'], ['Hits', 'number wide'], ['']] as const;
  return panel(
    'Planned',
    table('What is planned to go wrong', columns, rows),
    actionButton('/control/plans/clear', 'Clear all', 'small'),
  );
}

interface PlanRow {
  readonly id: string;
  readonly what: string;
  readonly where: string;
  readonly odds: string;
  readonly preset: string | null;
  readonly hits: number;
}

function row({ id, what, where, odds, preset, hits }: PlanRow): Html {
  return html`<tr>
    <td class="control-what">${what}${preset === null ? '' : html` <small>${preset}</small>`}<code>${where}</code></td>
    <td>${odds}</td>
    <td class="number wide">${hits}</td>
    <td class="number">${actionButton(`/control/plans/${id}/remove`, 'Remove', 'small')}</td>
  </tr>`;
}

function settlePanel({ settlement }: SandboxControl): Html {
  const { all } = settlement.state();
  const waiting = settlement.pending().length;
  const held =
    waiting === 0 ? '' : waiting === 1 ? 'One payment is in processing.' : `${waiting} payments are in processing.`;
  return panel(
    'Settle',
    html`<div class="body control-stack">
      <p>${all === null ? 'Payments succeed as soon as they are confirmed.' : `Confirmed payments stay in processing, and then ${all.outcome === 'failed' ? 'fail' : 'succeed'}.`} ${held}</p>
      <div class="buttons">${
        all === null
          ? html`${actionButton('/control/settlement/succeeded', 'Let them succeed later')} ${actionButton('/control/settlement/failed', 'Let them fail later')}`
          : actionButton('/control/settlement/at-once', 'Settle at once again')
      }</div>
      <p>Settling ends what waits for the bank: payments in processing, and refunds that are pending or doomed.</p>
      <div class="buttons">${actionButton('/control/settle', 'Settle now')}</div>
    </div>`,
    all === null ? '' : pill('wait', 'clock', 'Later'),
  );
}

function resetPanel(stores: readonly AccountStore[]): Html {
  return panel(
    'Start over',
    html`<form class="body control-stack" method="post" action="/control/reset">
      <p>Forgets every object, event and idempotency key of an account. There is no way back.</p>
      <div class="control-fields">
        <div class="field">
          <label for="reset-account">Account</label>
          <select class="input" id="reset-account" name="account">${stores.map(
            ({ account }) => html`<option value="${account.id}">${account.name} (${account.id})</option>`,
          )}</select>
        </div>
      </div>
      <label class="check"><input type="checkbox" name="endpoints" value="yes" /> Its webhook endpoints too</label>
      <label class="check"><input type="checkbox" name="sure" value="yes" required /> Yes, forget it all</label>
      <div class="buttons"><button class="button danger" type="submit">Forget everything</button></div>
    </form>`,
  );
}
