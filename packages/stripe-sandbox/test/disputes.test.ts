import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

const sandbox = createStripeSandbox();
let running: RunningSandbox;
let stripe: Stripe;
beforeAll(async () => {
  running = await sandbox.listen();
  stripe = new Stripe('sk_test_flashstudio', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
});
afterAll(async () => {
  await running.close();
  await sandbox.close();
});

async function disputed(card = 'pm_card_createDispute') {
  const intent = await stripe.paymentIntents.create({
    ...NO_REDIRECTS,
    amount: 5_000,
    currency: 'usd',
    payment_method: card,
    confirm: true,
  });
  const { data } = await stripe.disputes.list({ payment_intent: intent.id });
  const [dispute] = data;
  if (dispute === undefined) throw new Error('the card did not lead to a dispute');
  return { intent, dispute };
}

const eventsOf = async (dispute: Stripe.Dispute) =>
  (await stripe.events.list({ limit: 100 })).data
    .filter(({ data: { object } }) => 'id' in object && object.id === dispute.id)
    .map(({ type }) => type)
    .reverse();

const moved = (dispute: Stripe.Dispute) => dispute.balance_transactions.reduce((sum, { net }) => sum + net, 0);

describe('disputes', () => {
  it('take the money and a fee, and mark the charge', async () => {
    const { intent, dispute } = await disputed();
    expect(dispute).toMatchObject({
      amount: 5_000,
      status: 'needs_response',
      reason: 'fraudulent',
      charge: intent.latest_charge,
    });
    expect(moved(dispute)).toBe(-6_500);
    expect((await stripe.charges.retrieve(String(intent.latest_charge))).disputed).toBe(true);
    expect(await eventsOf(dispute)).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
  });

  it('are won with winning evidence, which brings all of it back', async () => {
    const { dispute } = await disputed();
    const won = await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'winning_evidence' } });
    expect(won.status).toBe('won');
    expect(moved(won)).toBe(0);
    expect((await eventsOf(dispute)).slice(2)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });

  it.each([
    [
      'losing evidence',
      (id: string) => stripe.disputes.update(id, { evidence: { uncategorized_text: 'losing_evidence' } }),
    ],
    ['giving in', (id: string) => stripe.disputes.close(id)],
  ])('are lost by %s', async (_, lose) => {
    const { dispute } = await disputed();
    const lost = await lose(dispute.id);
    expect([lost.status, moved(lost)]).toEqual(['lost', -6_500]);
    await expect(
      stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'late' } }),
    ).rejects.toMatchObject({ param: 'evidence' });
  });

  it('keep evidence that is not handed in yet, and go under review with any other', async () => {
    const { dispute } = await disputed();
    const staged = await stripe.disputes.update(dispute.id, { evidence: { customer_name: 'Ada' }, submit: false });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const handed = await stripe.disputes.update(dispute.id, { evidence: { receipt: 'file_1' } });
    expect(handed).toMatchObject({ status: 'under_review', evidence: { customer_name: 'Ada', receipt: 'file_1' } });
  });

  it('that only inquire take no money', async () => {
    const { dispute } = await disputed('pm_card_createDisputeInquiry');
    expect([dispute.status, moved(dispute)]).toEqual(['warning_needs_response', 0]);
    expect(
      (await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'winning_evidence' } })).status,
    ).toBe('warning_closed');
  });
});
