import { moneyText } from '../parts/money.ts';
import type { PaymentRow } from './facts.ts';

/**
 * Whether a payment is what somebody looks for: by part of an id, an e-mail address, a name, a description or
 * metadata (`order_1001`, or `order_id:1001` for one key), or by amount as written (`24.00`) or in minor units (`2400`).
 */
export function matchesSearch(row: PaymentRow, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return true;
  return texts(row).some((text) => text.toLowerCase().includes(wanted)) || isAmount(row, wanted);
}

function texts({ intent, charge, customer }: PaymentRow): string[] {
  const metadata = Object.entries(intent.metadata).map(([key, value]) => `${key}:${value}`);
  const known = [
    intent.id,
    intent.latest_charge,
    intent.customer,
    intent.payment_method,
    intent.description,
    intent.receipt_email,
    charge?.billing_details.email,
    charge?.billing_details.name,
    customer?.email,
    customer?.name,
  ];
  return [...metadata, ...known.filter((text) => typeof text === 'string')];
}

function isAmount({ intent }: PaymentRow, wanted: string): boolean {
  if (!/^[^a-z]*[\d.,]+$/.test(wanted)) return false;
  const digits = wanted.replaceAll(/[^\d.]/g, '');
  const written = moneyText(intent.amount, intent.currency).replaceAll(/[^\d.]/g, '');
  return digits !== '' && (digits === String(intent.amount) || digits === written || `${digits}.00` === written);
}
