import { html } from 'hono/html';
import type { Html } from './html.ts';

function formatOf(currency: string): { format: Intl.NumberFormat; digits: number } {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
}

/** Writes minor units as money, for example `$24.00`. */
export function moneyText(minor: number, currency: string): string {
  const { format, digits } = formatOf(currency);
  return format.format(minor / 10 ** digits).replace(/^-/, '−');
}

/** Minor units as money with the currency's code beside it, since many share a sign. */
export function money(minor: number, currency: string): Html {
  return html`<span class="money">${moneyText(minor, currency)} <span class="soft code">${currency.toUpperCase()}</span></span>`;
}

/** Minor units as a plain decimal, as a form field wants it. */
export function decimal(minor: number, currency: string): string {
  const { digits } = formatOf(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** Reads a decimal somebody typed as minor units; undefined when it is none, or finer than the currency. */
export function readDecimal(typed: string, currency: string): number | undefined {
  const { digits } = formatOf(currency);
  const parts = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(typed.trim());
  const fraction = parts?.[2] ?? '';
  if (parts === null || fraction.length > digits) return undefined;
  return Number(`${parts[1]}${fraction.padEnd(digits, '0')}`);
}
