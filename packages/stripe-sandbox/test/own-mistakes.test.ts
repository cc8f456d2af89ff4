import { expect, it, vi } from 'vitest';
import { openSandbox } from './support/sandbox.ts';

it('the sandbox answers a mistake of its own as Stripe would, shows the trace to the developer, and goes on', async () => {
  let broken = false;
  const now = () => {
    if (!broken) return new Date('2026-11-02T10:00:00Z');
    broken = false;
    throw new Error('the clock stopped');
  };
  const { stripe, raw, close } = await openSandbox({ clock: { now } });
  const shown = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  broken = true;
  const { status, body, headers } = await raw('POST', '/v1/customers', { body: 'email=ada%40example.com' });
  expect([status, body]).toMatchObject([500, { error: { type: 'api_error' } }]);
  expect(JSON.stringify(body)).not.toContain('clock');
  expect(headers.get('request-id')).toMatch(/^req_/);
  expect(String(shown.mock.calls[0]?.[0])).toContain('the clock stopped');
  shown.mockRestore();
  expect((await stripe.customers.create({ email: 'ada@example.com' })).email).toBe('ada@example.com');
  await close();
});
