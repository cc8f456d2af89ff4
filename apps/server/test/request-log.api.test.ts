import { signPayload } from '@flashstudio/stripe-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';
import { openShop, order, shopApi } from './shop.ts';
import { WEBHOOK_SECRET } from './spawn-server.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await openShop(world);
  await world.start('web', { LOG_LEVEL: 'debug', TRUSTED_PROXIES: 'loopback' });
});
afterAll(() => world.close());

/** The lines of one request; waits for the one that closes it. */
async function linesOf(requestId: string) {
  const lines = () => world.logged().filter((line) => line.requestId === requestId);
  await expect.poll(() => lines().some(({ msg }) => msg === 'request')).toBe(true);
  return lines();
}

const idOf = (response: Response) => response.headers.get('x-request-id') ?? '';

describe('the access log', () => {
  it('tells method, path, status and time of a request, and nothing of its query', async () => {
    const response = await fetch(`${world.adminUrl}/admin/payments?search=ada@example.com&token=hunter2`);
    const lines = await linesOf(idOf(response));
    expect(lines.at(-1)).toEqual({
      level: 30,
      time: expect.any(String),
      requestId: idOf(response),
      method: 'GET',
      path: '/admin/payments',
      status: response.status,
      durationMs: expect.any(Number),
      msg: 'request',
    });
    expect(JSON.stringify(world.logged())).not.toMatch(/hunter2|search=/);
  });

  it('is quiet about health and about webhooks that went well, and tells of those that did not', async () => {
    const health = await fetch(`${world.url}/health/live`);
    const body = JSON.stringify({
      id: 'evt_log',
      object: 'event',
      type: 'plan.created',
      created: 1,
      data: { object: {} },
    });
    const send = (signature: string) =>
      fetch(`${world.url}/webhooks/stripe`, { method: 'POST', body, headers: { 'stripe-signature': signature } });
    const good = await send(signPayload(body, WEBHOOK_SECRET, new Date()));
    const bad = await send(signPayload(body, 'whsec_other', new Date()));
    const levels = [];
    for (const response of [health, good, bad]) levels.push((await linesOf(idOf(response))).at(-1)?.level);
    expect(levels).toEqual([20, 20, 30]);
  });
});

describe('the id of a request', () => {
  const askWith = async (requestId: string) =>
    idOf(await fetch(`${world.url}/health/live`, { headers: { 'x-request-id': requestId } }));

  it('is kept when a trusted proxy sent a well-formed one', async () => {
    expect(await askWith('from-the-proxy_0123')).toBe('from-the-proxy_0123');
  });

  it.each(['short', 'with space in it', 'x'.repeat(129), 'a"b{}\\-12345'])(
    'is made anew when %j came',
    async (given) => {
      expect(await askWith(given)).toMatch(/^req_[0-9a-z]{26}$/);
    },
  );

  it('is on every line of a call, with the procedure that was called', async () => {
    const api = shopApi(world, { 'x-request-id': 'a-call-that-fails' });
    await world.database.db.$executeRaw`ALTER TABLE prices RENAME TO prices_gone`;
    const failing = api.payments.create.mutate(order());
    await expect(failing).rejects.toMatchObject({ data: { appCode: 'internal' } });
    await world.database.db.$executeRaw`ALTER TABLE prices_gone RENAME TO prices`;
    const lines = await linesOf('a-call-that-fails');
    expect(lines.map(({ msg }) => msg)).toEqual(['procedure failed', 'request']);
    expect(lines[0]).toMatchObject({ level: 50, procedure: 'payments.create' });
  });
});

describe('a call that asks Stripe', () => {
  it("names the id of Stripe's answer on the lines that follow, and so does the access log", async () => {
    const api = shopApi(world, { 'x-request-id': 'a-call-to-stripe' });
    await api.payments.create.mutate(order());
    const closing = (await linesOf('a-call-to-stripe')).at(-1);
    const answer = world.sandbox.control.requests.find(String(closing?.stripeRequestId));
    expect(answer).toMatchObject({ method: 'POST', path: '/v1/payment_intents' });
  });
});

describe('a request id that came from somebody who is no trusted proxy', () => {
  let alone: World;
  beforeAll(async () => {
    alone = await createWorld();
    await alone.start('web', { TRUSTED_PROXIES: '' });
  });
  afterAll(() => alone.close());

  it('is not kept', async () => {
    const response = await fetch(`${alone.url}/health/live`, { headers: { 'x-request-id': 'from-a-stranger' } });
    expect(idOf(response)).toMatch(/^req_[0-9a-z]{26}$/);
  });
});
