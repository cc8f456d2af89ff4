import { createElement } from 'react';
import { render } from 'react-email';
import { PaymentReceipt, type ReceiptPayload, receiptSubject } from './templates/payment-receipt.tsx';

/** A mail as it is read. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Writes a receipt. */
export async function renderReceipt(payload: ReceiptPayload): Promise<RenderedMail> {
  const mail = createElement(PaymentReceipt, payload);
  return {
    subject: receiptSubject(payload),
    html: await render(mail),
    text: await render(mail, { plainText: true }),
  };
}
