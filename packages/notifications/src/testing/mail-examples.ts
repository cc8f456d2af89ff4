import type { RenderedMail, StoredTemplate } from '@flashstudio/mail';
import { receiptTemplate } from '../receipt/receipt-template.tsx';

/** A mail of made-up data, to be looked at. */
export interface MailExample {
  /** As the template is called in the outbox. */
  readonly template: string;
  /** What is special about this one. */
  readonly about: string;
  render(): Promise<RenderedMail>;
}

const RECEIPT = {
  shopName: 'Kiln & Paper',
  paymentId: 'pay_example',
  orderId: 'ord_example',
  customerName: 'Ada Berg',
  lines: [
    { name: 'Ceramic mug', quantity: 2, amount: { amount: '5600', currency: 'USD' } },
    { name: 'Linen tote', quantity: 1, amount: { amount: '3400', currency: 'USD' } },
  ],
  total: { amount: '9000', currency: 'USD' },
  card: { brand: 'visa', last4: '4242' },
  paidAt: '2026-03-14T09:26:53.000Z',
};

/** Every template, with the data that stretches it. */
export const MAIL_EXAMPLES: readonly MailExample[] = [
  example(receiptTemplate, 'an ordinary order', RECEIPT),
  example(receiptTemplate, 'no name, no card, a currency without decimals', {
    ...RECEIPT,
    customerName: null,
    card: null,
    lines: [{ name: 'Sea salt', quantity: 3, amount: { amount: '2400', currency: 'JPY' } }],
    total: { amount: '2400', currency: 'JPY' },
  }),
  example(receiptTemplate, 'long names', {
    ...RECEIPT,
    shopName: 'The Very Last Bookbinder of the Old Harbour & Daughters',
    customerName: 'Maximiliane Freifrau von Hohenstein-Lichtenberg',
    lines: [
      {
        name: 'Notebook bound by hand in linen, 240 pages of laid paper, with a ribbon and a pocket for what is loose',
        quantity: 12,
        amount: { amount: '123456789', currency: 'EUR' },
      },
    ],
    total: { amount: '123456789', currency: 'EUR' },
  }),
];

function example(template: StoredTemplate, about: string, payload: unknown): MailExample {
  return { template: template.name, about, render: () => template.render(payload) };
}
