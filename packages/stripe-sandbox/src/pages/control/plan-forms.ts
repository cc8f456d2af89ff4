import { html } from 'hono/html';
import type { Html } from '../parts/html.ts';
import { panel } from '../parts/panel.ts';
import { effectChoices, faultChoices } from './plan-choices.ts';

/** Plans one fault. What is typed in the milliseconds counts where the fault takes time. */
export function faultForm(): Html {
  return panel(
    'Plan a fault',
    html`<form class="body control-stack" method="post" action="/control/faults">
      <div class="control-fields">
        ${choice(
          'fault',
          'What',
          Object.entries(faultChoices).map(([value, { label }]) => [value, label] as const),
        )}
        ${number('milliseconds', 'Milliseconds', 'for silence and latency', 1_000, 600_000)}
        ${choice('method', 'Method', [
          ['', 'Any'],
          ['GET', 'GET'],
          ['POST', 'POST'],
          ['DELETE', 'DELETE'],
        ])}
        ${text('path', 'Path', '/confirm or /intents$/', 'Any')}
        ${odds()}
      </div>
      <div class="buttons"><button class="button primary" type="submit">Plan it</button></div>
    </form>`,
  );
}

/** Plans one thing that happens to webhooks. */
export function webhookForm(): Html {
  return panel(
    'Plan for webhooks',
    html`<form class="body control-stack" method="post" action="/control/webhook-plans">
      <div class="control-fields">
        ${choice(
          'effect',
          'What',
          Object.entries(effectChoices).map(([value, { label }]) => [value, label] as const),
        )}
        ${number('milliseconds', 'Milliseconds', 'for delay', 5_000, 600_000, 'webhook-')}
        ${text('events', 'Event types', 'charge.*, refund.failed', 'All')}
        ${odds('webhook-')}
      </div>
      <div class="buttons"><button class="button primary" type="submit">Plan it</button></div>
    </form>`,
  );
}

function odds(prefix = ''): Html {
  return html`<div class="field">
      <label for="${prefix}times">Times</label>
      <input class="input" id="${prefix}times" name="times" type="number" min="1" max="1000000" placeholder="${'once, or no limit'}" />
    </div>
    <div class="field">
      <label for="${prefix}percent">Chance in %</label>
      <input class="input" id="${prefix}percent" name="percent" type="number" min="0" max="100" step="any" placeholder="100" />
    </div>`;
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[]): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select class="input" id="${name}" name="${name}">${options.map(
      ([value, title]) => html`<option value="${value}">${title}</option>`,
    )}</select>
  </div>`;
}

function number(name: string, label: string, hint: string, value: number, max: number, prefix = ''): Html {
  return html`<div class="field">
    <label for="${prefix}${name}">${label} <span class="hint">${hint}</span></label>
    <input class="input" id="${prefix}${name}" name="${name}" type="number" min="1" max="${max}" required value="${value}" />
  </div>`;
}

function text(name: string, label: string, example: string, placeholder: string): Html {
  return html`<div class="field">
    <label for="${name}">${label} <span class="hint">${example}</span></label>
    <input class="input" id="${name}" name="${name}" placeholder="${placeholder}" maxlength="1000" autocomplete="off" spellcheck="false" />
  </div>`;
}
