import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createStripeSandbox } from '../src/index.ts';
import { createContractCheck } from './support/contract.ts';

const check = await createContractCheck();
const sandbox = createStripeSandbox();

async function ask(method: string, route: string, form?: string): Promise<[number, Record<string, unknown>]> {
  const response = await sandbox.app.request(`http://sandbox.test${route}`, {
    method,
    headers: { authorization: 'Bearer sk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
    ...(form === undefined ? {} : { body: form }),
  });
  return [response.status, await response.json()];
}

const pay =
  'amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://shop.test&expand[]=latest_charge';

describe('the contract every answer is held to', () => {
  it('finds nothing wrong with a payment, a page of them, and what was announced of it', async () => {
    for (const [route, form] of [['/v1/payment_intents', pay], ['/v1/payment_intents'], ['/v1/events']] as const) {
      const [status, body] = await ask(form === undefined ? 'GET' : 'POST', route, form);
      expect([status, check(status, body)]).toEqual([200, []]);
    }
  });

  it.each<[string, (intent: Record<string, unknown>) => Record<string, unknown>, RegExp]>([
    ['a field is missing', ({ capture_method: _, ...rest }) => rest, /required property 'capture_method'/],
    ['a field is unknown', (intent) => ({ ...intent, colour: 'red' }), /additional properties.*colour/],
    ['an amount is no whole number', (intent) => ({ ...intent, amount: 20.5 }), /\/amount: must be integer/],
    ['an amount is text', (intent) => ({ ...intent, amount: '2000' }), /\/amount: must be integer/],
    ['a field is null that never is', (intent) => ({ ...intent, status: null }), /\/status: must be/],
    ['an object is put where none can stand', (intent) => ({ ...intent, review: {} }), /\/review: must be/],
    ['an expanded object is broken', (intent) => ({ ...intent, latest_charge: { object: 'charge' } }), /latest_charge/],
    ['nobody knows the object', (intent) => ({ ...intent, object: 'payment_wish' }), /no such object/],
  ])('speaks up when %s', async (_, broken, complaint) => {
    const [, intent] = await ask('POST', '/v1/payment_intents', pay);
    expect(check(200, broken(intent)).join('\n')).toMatch(complaint);
    expect(check(200, { object: 'list', data: [broken(intent)], has_more: false, url: '/' }).join('\n')).toMatch(
      complaint,
    );
  });

  it('speaks up when an event carries what its object is not', async () => {
    await ask('POST', '/v1/payment_intents', pay);
    const [, { data }] = await ask('GET', '/v1/events?type=payment_intent.succeeded&limit=1');
    const [event] = Array.isArray(data) ? data : [];
    expect(check(200, event)).toEqual([]);
    const broken = { ...event, data: { object: { ...event.data.object, amount: 'much' } } };
    expect(check(200, broken).join('\n')).toMatch(/\/amount: must be integer/);
  });

  it('holds refusals to the shape of errors', async () => {
    const [status, refusal] = await ask('POST', '/v1/payment_intents', 'currency=usd');
    expect([status, check(status, refusal)]).toEqual([400, []]);
    expect(check(400, { error: { type: 'bad_luck', message: 'no' } }).join('\n')).toMatch(/\/error\/type/);
    expect(check(400, { error: { type: 'card_error', reason: 'no' } }).join('\n')).toMatch(/additional properties/);
    expect(check(400, {}).join('\n')).toMatch(/required property 'error'/);
  });
});

it('the contract is gone round by no test: whoever starts a sandbox starts a checked one', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const own = new Set(['contract-check.test.ts']);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && !own.has(name));
  expect(tests.length).toBeGreaterThan(20);
  const unchecked = tests.filter((name) =>
    /createStripeSandbox[^;]*from '\.\.\/src/.test(readFileSync(path.join(folder, name), 'utf8')),
  );
  expect(unchecked).toEqual([]);
});
