import { describe, expect, it } from 'vitest';
import { createStripeSandbox } from './support/checked-sandbox.ts';

const sandbox = createStripeSandbox();
const ask = (method: string, path: string, form?: string, headers: Record<string, string> = {}) =>
  sandbox.app.request(`http://sandbox.test${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test_flashstudio',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    ...(form === undefined ? {} : { body: form }),
  });

describe('the request log', () => {
  it('tells what was asked and answered, under the id the caller was given', async () => {
    const response = await ask('POST', '/v1/customers', 'email=ada%40example.com', { 'idempotency-key': 'ada' });
    const id = response.headers.get('request-id') ?? '';
    expect(sandbox.control.requests.find(id)).toMatchObject({
      account: 'acct_flashstudio',
      method: 'POST',
      path: '/v1/customers',
      form: 'email=ada%40example.com',
      idempotencyKey: 'ada',
      status: 200,
      answer: await response.text(),
      replayed: false,
    });
    await ask('POST', '/v1/customers', 'email=ada%40example.com', { 'idempotency-key': 'ada' });
    expect(sandbox.control.requests.recent()[0]).toMatchObject({ replayed: true });
  });

  it('keeps refusals too, also of keys nobody has', async () => {
    await ask('GET', '/v1/nowhere');
    expect(sandbox.control.requests.recent()[0]).toMatchObject({ path: '/v1/nowhere', status: 404 });
    await ask('GET', '/v1/events', undefined, { authorization: 'Bearer sk_test_other' });
    expect(sandbox.control.requests.recent()[0]).toMatchObject({ account: null, status: 401 });
  });

  it.each(['card[number]=4242424242424242&card[cvc]=987', 'card%5Bnumber%5D=4242424242424242&card%5Bcvc%5D=987'])(
    'never holds card data: %s',
    async (card) => {
      await ask('POST', '/v1/payment_methods', `type=card&${card}&card[exp_month]=12&card[exp_year]=2034`);
      const [request] = sandbox.control.requests.recent();
      expect(request?.status).toBe(200);
      expect(request?.form).not.toMatch(/4242|987/);
      expect(request?.answer).not.toContain('424242424242');
    },
  );

  it('keeps the latest five hundred and tells listeners until they leave', async () => {
    const heard: string[] = [];
    const leave = sandbox.control.requests.subscribe(({ path }) => heard.push(path));
    for (let index = 0; index < 1_200; index += 1) await ask('GET', `/v1/customers/cus_${index}`);
    leave();
    await ask('GET', '/v1/customers/cus_unheard');
    expect(heard).toHaveLength(1_200);
    const recent = sandbox.control.requests.recent();
    expect(recent).toHaveLength(500);
    expect(recent[0]?.path).toBe('/v1/customers/cus_unheard');
  });
});
