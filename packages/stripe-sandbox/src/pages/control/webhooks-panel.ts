import { html } from 'hono/html';
import type { SandboxControl } from '../../control/control.ts';
import type { AccountStore } from '../../store/account-store.ts';
import { copyable } from '../parts/copy.ts';
import type { Html } from '../parts/html.ts';
import { actionButton, empty, panel, table } from '../parts/panel.ts';
import { pill } from '../parts/pill.ts';

/** Holding webhooks back, and the secrets of their endpoints. */
export function webhooksPanel({ webhooks }: SandboxControl, stores: readonly AccountStore[]): Html {
  const held = webhooks.held();
  const endpoints = stores.flatMap((store) => store.webhookEndpoints.newestFirst());
  return panel(
    'Webhooks',
    html`<div class="body control-stack">${held === null ? holdForm() : releaseForm(held)}</div>
      ${
        endpoints.length === 0
          ? empty('No endpoint yet', html`Create one with the API, or on the page of <a href="/webhooks">webhooks</a>.`)
          : table(
              'Endpoints and their secrets',
              [['Endpoint'], ['Active secrets', 'wide'], ['']],
              endpoints.map(({ id, url }) => endpointRow(id, url, webhooks.secrets(id).length)),
            )
      }`,
    held === null ? pill('good', 'check', 'Flowing') : pill('wait', 'clock', `${held} held`),
  );
}

function holdForm(): Html {
  return html`<p>Deliveries go out as events happen. Held back, they can be multiplied and reversed.</p>
    <div class="buttons">${actionButton('/control/webhooks/hold', 'Hold webhooks')}</div>`;
}

function releaseForm(held: number): Html {
  const count = held === 0 ? 'No delivery is' : held === 1 ? 'One delivery is' : `${held} deliveries are`;
  return html`<p>${count} held back.</p>
    <form class="control-fields" method="post" action="/control/webhooks/release">
      <div class="field"><label for="copies">Copies of each</label>
        <input class="input" id="copies" name="copies" type="number" min="0" max="100" required value="1" /></div>
      <div class="field"><label for="order">Order</label>
        <select class="input" id="order" name="order">
          <option value="as_happened">As it happened</option><option value="reversed">Reversed</option>
        </select></div>
      <div class="field end"><button class="button primary" type="submit">Release</button></div>
    </form>`;
}

function endpointRow(id: string, url: string, secrets: number): Html {
  return html`<tr>
    <td class="control-url">${url}<br />${copyable(id)}</td>
    <td class="wide">${secrets}</td>
    <td class="number"><form class="control-inline wraps" method="post" action="/control/webhooks/${id}/roll">
      <select class="input" name="overlapSeconds" aria-label="How long the old secret stays good">
        <option value="86400">Overlap of a day</option><option value="3600">of an hour</option>
        <option value="60">of a minute</option><option value="0">none</option>
      </select>
      <button class="button small" type="submit">Roll secret</button>
    </form></td>
  </tr>`;
}
