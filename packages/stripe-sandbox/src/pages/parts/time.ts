import { html } from 'hono/html';
import type { Html } from './html.ts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['min', 60],
] as const;

/** A moment as people say it, with the exact one in its title. `at` in Unix seconds, or a date. */
export function when(at: number | Date, now: Date): Html {
  const moment = typeof at === 'number' ? new Date(at * 1_000) : at;
  const iso = moment.toISOString();
  const exact = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  return html`<time datetime="${iso}" title="${exact}">${relative(moment, now)}</time>`;
}

/** A moment to the second, for where the order of things matters. `at` in Unix seconds, or a date. */
export function exactly(at: number | Date): Html {
  const iso = (typeof at === 'number' ? new Date(at * 1_000) : at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}

function relative(moment: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - moment.getTime()) / 1_000);
  const distance = Math.abs(seconds);
  if (distance < 10) return seconds < 0 ? 'in a moment' : 'just now';
  const unit = UNITS.find(([, length]) => distance >= length);
  const [name, length] = unit ?? ['s', 1];
  const count = Math.floor(distance / length);
  const amount = `${count} ${name === 's' || name === 'min' || count === 1 ? name : `${name}s`}`;
  return seconds < 0 ? `in ${amount}` : `${amount} ago`;
}
