// What the sandbox adds to a bare route that answers the same object from a map: requests per second of both, in one run, in one process.
// `pnpm --filter @flashstudio/stripe-sandbox bench`
import { Hono } from 'hono';
import { createStripeSandbox } from '../src/index.ts';

const SECONDS = 3;
const headers = { authorization: 'Bearer sk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' };

async function rate(once: () => Promise<unknown>): Promise<number> {
  for (let warm = 0; warm < 500; warm += 1) await once();
  const end = performance.now() + SECONDS * 1_000;
  let count = 0;
  while (performance.now() < end) {
    await once();
    count += 1;
  }
  return count / SECONDS;
}

const sandbox = createStripeSandbox();
const ask = async (method: string, path: string, body?: string) => {
  const response = await sandbox.app.request(`http://sandbox.test/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return response.json();
};

const intent: { id: string } = await ask('POST', 'payment_intents', 'amount=2000&currency=usd');
const kept = new Map([[intent.id, await ask('GET', `payment_intents/${intent.id}`)]]);
const bare = new Hono().get('/v1/payment_intents/:id', (c) =>
  c.body(JSON.stringify(kept.get(c.req.param('id')), null, 2), 200, { 'content-type': 'application/json' }),
);

const bareRate = await rate(async () =>
  (await bare.request(`http://sandbox.test/v1/payment_intents/${intent.id}`, { headers })).json(),
);
const retrieve = await rate(() => ask('GET', `payment_intents/${intent.id}`));
const pay = await rate(() =>
  ask('POST', 'payment_intents', 'amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true'),
);

const line = (name: string, value: number) =>
  console.log(
    `${name.padEnd(28)} ${Math.round(value).toString().padStart(7)} /s   ratio ${(value / bareRate).toFixed(2)}`,
  );
line('bare route', bareRate);
line('retrieve a payment intent', retrieve);
line('create and confirm', pay);
await sandbox.close();
if (retrieve / bareRate < 0.5) {
  console.error('retrieve is slower than half the bare route');
  process.exitCode = 1;
}
