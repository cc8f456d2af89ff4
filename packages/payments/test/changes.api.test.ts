import { afterAll, beforeAll, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

it('changes of payments are told as they happen, and from where one left off', async () => {
  const stop = new AbortController();
  const changes = harness.payments.changes(await harness.payments.now(), stop.signal);
  const created = await harness.order();
  const confirmationTokenId = await harness.token('pm_card_visa');
  await harness.payments.confirm({ ...harness.shop, ...created, confirmationTokenId }, BY_CUSTOMER);
  const first = (await changes.next()).value;
  expect(first).toMatchObject({ paymentId: created.paymentId, type: 'payment.created' });
  stop.abort();
  await changes.return(undefined);

  const again = new AbortController();
  const rest = harness.payments.changes(first?.position ?? '', again.signal);
  expect((await rest.next()).value).toMatchObject({ paymentId: created.paymentId, type: 'payment.status_changed' });
  again.abort();
  await rest.return(undefined);
});
