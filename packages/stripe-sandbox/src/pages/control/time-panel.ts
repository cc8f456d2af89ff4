import { html } from 'hono/html';
import type { SandboxControl } from '../../control/control.ts';
import type { Html } from '../parts/html.ts';
import { actionButton, panel } from '../parts/panel.ts';
import { pill } from '../parts/pill.ts';
import { exactly } from '../parts/time.ts';

const LEAPS = [
  ['1 minute', 60],
  ['1 hour', 3_600],
  ['1 day', 86_400],
  ['7 days', 604_800],
  ['30 days', 2_592_000],
] as const;

/** What time it is, and travelling in it. */
export function timePanel({ clock }: SandboxControl): Html {
  const { now, frozen, offsetMs } = clock.state();
  const seconds = Math.round(offsetMs / 1_000);
  return panel(
    'Time',
    html`<div class="body control-stack">
      <p class="control-now">${exactly(now)} UTC</p>
      <p>${frozen ? 'It stands still.' : 'It goes on.'} ${distance(seconds)} Travelling goes only forward; what is due on the way happens.</p>
      <form class="buttons" method="post" action="/control/clock/advance">${LEAPS.map(
        ([label, leap]) =>
          html`<button class="button" type="submit" name="seconds" value="${leap}">+ ${label}</button>`,
      )}</form>
      <div class="buttons">${actionButton(`/control/clock/${frozen ? 'resume' : 'freeze'}`, frozen ? 'Go on' : 'Freeze')}</div>
    </div>`,
    frozen ? pill('info', 'clock', 'Frozen') : '',
  );
}

function distance(seconds: number): string {
  if (seconds === 0) return 'It is the time of this machine.';
  return `It is ${spoken(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this machine.`;
}

function spoken(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = seconds;
  const parts = units.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return parts
    .filter((part) => part !== '')
    .slice(0, 2)
    .join(' ');
}
