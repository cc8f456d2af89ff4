import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox, type TestSandbox } from './support/sandbox.ts';

let bed: TestSandbox;

beforeEach(async () => {
  bed = await openSandbox();
});
afterEach(async () => {
  bed.sandbox.control.stress.clear();
  await bed.close();
});

const page = async () => (await fetch(`${bed.url}/control`)).text();

/** Sends a form of the page and gives the page it leads to. */
async function send(path: string, fields: Record<string, string> = {}, origin = bed.url) {
  const response = await fetch(`${bed.url}/control${path}`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, text: await response.text() };
}

describe('the control page', () => {
  it('switches bad days on and off', async () => {
    expect((await send('/presets/outage/on')).text).toContain('outage is on.');
    expect(bed.sandbox.control.stress.active()).toEqual(['outage']);
    expect(await page()).toContain('Answer 503');
    await send('/presets/outage/off');
    expect(bed.sandbox.control.stress.active()).toEqual([]);
    expect(await page()).toContain('Nothing is planned to go wrong');
  });

  it('plans faults and things that happen to webhooks, and removes them', async () => {
    const none = { times: '', percent: '' };
    await send('/faults', { ...none, fault: 'answer_429', milliseconds: '1000', method: 'GET', path: '/customers' });
    expect((await bed.raw('GET', '/v1/customers')).status).toBe(429);
    await send('/faults', {
      ...none,
      fault: 'reset_after',
      milliseconds: '1',
      method: '',
      path: '<b>',
      percent: '12.5',
    });
    await send('/webhook-plans', {
      effect: 'drop',
      milliseconds: '1',
      events: 'charge.*, refund.failed',
      times: '4',
      percent: '',
    });
    const { faults, webhooks } = bed.sandbox.control;
    expect(faults.plans.active()).toMatchObject([{ plan: { fault: 'reset_after', probability: 0.125 } }]);
    expect(webhooks.stress.plans.active()).toMatchObject([
      { plan: { effect: 'drop', events: ['charge.*', 'refund.failed'], times: 4 } },
    ]);
    expect(await page()).toContain('&lt;b&gt;');
    await send('/plans/fault_2/remove');
    await send('/plans/webhook_1/remove');
    expect([...faults.plans.active(), ...webhooks.stress.plans.active()]).toEqual([]);
  });

  it('says what does not fit', async () => {
    const fields = { fault: 'reset_after', milliseconds: '1', method: '', path: '/(/', times: '', percent: '' };
    expect((await send('/faults', fields)).text).toContain('Invalid regular expression');
    expect((await send('/faults', { ...fields, path: '', percent: '300' })).text).toContain('probability');
    expect((await send('/seed', { seed: 'x' })).text).toContain('a whole number is needed');
  });

  it('holds webhooks, rolls secrets, settles, and travels in time', async () => {
    const { control } = bed.sandbox;
    control.ensureWebhookEndpoint({ url: 'http://127.0.0.1:9/hook', secret: 'whsec_test' });
    const id = (await bed.stripe.webhookEndpoints.list()).data[0]?.id ?? '';
    await send('/webhooks/hold');
    await bed.stripe.customers.create();
    expect(await page()).toContain('One delivery is held back.');
    await send('/webhooks/release', { copies: '0', order: 'reversed' });
    expect(control.webhooks.held()).toBeNull();
    await send(`/webhooks/${id}/roll`, { overlapSeconds: '60' });
    expect(control.webhooks.secrets(id)).toHaveLength(2);
    await send('/settlement/failed');
    expect(control.settlement.state().all).toEqual({ outcome: 'failed', delayMs: null });
    await send('/settlement/at-once');
    expect(control.settlement.state().all).toBeNull();
    await send('/clock/freeze');
    const before = control.clock.state().now.getTime();
    await send('/clock/advance', { seconds: '3600' });
    expect(control.clock.state()).toMatchObject({ frozen: true, now: new Date(before + 3_600_000) });
  });

  it('starts over only for who means it', async () => {
    await bed.stripe.customers.create();
    expect((await send('/reset', { account: 'acct_flashstudio' })).text).toContain('tick the box');
    expect((await bed.stripe.customers.list()).data).toHaveLength(1);
    await send('/reset', { account: 'acct_flashstudio', sure: 'yes' });
    expect((await bed.stripe.customers.list()).data).toEqual([]);
  });

  it('takes no orders from the pages of other sites', async () => {
    expect((await send('/presets/outage/on', {}, 'https://evil.test')).status).toBe(403);
    expect(bed.sandbox.control.stress.active()).toEqual([]);
  });
});
