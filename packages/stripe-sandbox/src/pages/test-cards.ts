import type { Context } from 'hono';
import { html } from 'hono/html';
import { brandName } from '../cards/brand-name.ts';
import type { CardBehaviour } from '../cards/test-card.ts';
import { testCards } from '../cards/test-cards.ts';
import type { Desk } from './desk.ts';
import { copyable } from './parts/copy.ts';
import type { Html } from './parts/html.ts';
import { table } from './parts/panel.ts';
import { pill } from './parts/pill.ts';

/** Every card that the sandbox knows, and what paying with it comes to. */
export function testCardsPage(c: Context, desk: Desk): Response | Promise<Response> {
  const rows = testCards.map(
    ({ number, names, brand, behaviour }) => html`<tr>
      <td><div>${copyable(spaced(number))}</div>${names.map((name) => html`<div class="alias soft">${copyable(name)}</div>`)}</td>
      <td class="wide">${brandName(brand)}</td>
      <td>${verdict(behaviour)}</td>
      <td class="wrap wide soft">${story(behaviour)}</td>
    </tr>`,
  );
  return desk.renderPage(c, {
    title: 'Test cards',
    section: 'test-cards',
    live: false,
    content: html`<div class="page-head"><h1>Test cards</h1><p class="lead">Any expiry date in the future and any security code will do. On a server, pass the name of a payment method instead of a number.</p></div>
      <section class="panel" aria-label="Test cards">${table('Test cards', [['Number and payment method'], ['Brand', 'wide'], ['Result'], ['What happens', 'wide']], rows)}</section>`,
  });
}

/** As it is embossed: fours, but 4-6-5 and 4-6-4 where there are fewer than sixteen digits. */
function spaced(number: string): string {
  return number.length < 16
    ? number.replace(/^(\d{4})(\d{6})(\d+)$/, '$1 $2 $3')
    : number.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

function verdict({ decline, challenge, dispute, refund, risk }: CardBehaviour): Html {
  if (decline?.blocked === true) return pill('bad', 'shield', 'Blocked');
  if (decline !== undefined) return pill('bad', 'cross', challenge === undefined ? 'Declined' : '3DS, then declined');
  if (challenge !== undefined && challenge !== 'on_request') return pill('wait', 'shield', '3D Secure');
  if (dispute !== undefined) return pill('wait', 'alert', dispute.kind === 'inquiry' ? 'Inquiry' : 'Disputed');
  if (refund !== undefined) return pill('info', 'undo', refund === 'pending' ? 'Slow refund' : 'Failing refund');
  if (risk !== undefined) return pill('info', 'alert', 'Elevated risk');
  return pill('good', 'check', 'Succeeds');
}

const ASKED: Readonly<Record<NonNullable<CardBehaviour['challenge']>, string>> = {
  always: 'The bank asks for 3D Secure every time.',
  unless_set_up: 'The bank asks for 3D Secure unless the card was set up for later.',
  on_session: 'The bank asks for 3D Secure whenever the customer is there.',
  on_request: 'The bank asks for 3D Secure when the merchant wants it.',
};

function story({ decline, challenge, dispute, refund, risk, attaches, funds }: CardBehaviour): string {
  const asked = challenge === undefined ? '' : ASKED[challenge];
  const refused =
    decline === undefined
      ? ''
      : `${attaches === true ? 'Can be saved with a customer; charges fail: ' : ''}${[decline.code, decline.declineCode, decline.adviceCode && `advice ${decline.adviceCode}`].filter((text) => text !== undefined).join(' · ')}`;
  const after =
    dispute?.kind === 'chargeback'
      ? `Succeeds, then the cardholder disputes it: ${dispute.reason.replaceAll('_', ' ')}.`
      : dispute?.kind === 'inquiry'
        ? 'Succeeds, then the bank inquires; no money is taken yet.'
        : refund === 'pending'
          ? 'Succeeds; a refund stays pending until it is settled.'
          : refund === 'fails_later'
            ? 'Succeeds; a refund succeeds first and fails when it is settled.'
            : risk === 'elevated'
              ? 'Succeeds with elevated risk.'
              : funds === 'at_once'
                ? 'Succeeds; the money is available at once.'
                : '';
  const told = [asked, refused, after].filter((text) => text !== '');
  return told.length === 0 ? 'The payment succeeds.' : told.join(' ');
}
