// A customer looks at the shelf, asks for a price and places an order: `k6 run load-tests/scenarios/checkout.ts`.
import { check } from 'k6';
import type { Options } from 'k6/options';
import { mutate, query } from '../lib/api.ts';

export const options: Options = {
  scenarios: {
    smoke: { executor: 'constant-vus', vus: 2, duration: '20s' },
  },
  thresholds: {
    checks: ['rate==1'],
    'http_req_duration{name:payments.quote}': ['p(95)<250'],
    'http_req_duration{name:payments.create}': ['p(95)<1000'],
  },
};

const items = [{ productId: 'prod_mug', quantity: 1 }];

export default function buy(): void {
  check(query('payments.catalog', { currency: 'usd' }), { 'the shelf is shown': ({ status }) => status === 200 });
  check(query('payments.quote', { items, currency: 'usd' }), { 'a price is given': ({ status }) => status === 200 });
  const order = {
    items,
    currency: 'usd',
    requestKey: crypto.randomUUID(),
    customer: { email: `load-${__VU}@example.com` },
  };
  check(mutate('payments.create', order), { 'an order is placed': ({ status }) => status === 200 });
}
