// What the sandbox adds to a bare route that answers the same object from a map: requests per second of both, in one run, in one process.
// `pnpm --filter @flashstudio/stripe-sandbox bench`
import { Hono } from 'hono';
import { createStripeSandbox } from '../src/index.ts';

const ROUNDS = 15;
const ROUND_MS = 200;
const headers = { authorization: 'Bearer sk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' };

/** Requests per second of processor time, so that what else the machine does is not counted. */
async function rate(once: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  const end = performance.now() + ROUND_MS;
  let count = 0;
  while (performance.now() < end) {
    await once();
    count += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return (count * 1_000_000) / (user + system);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
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

const contestants = {
  'bare route': async () =>
    (await bare.request(`http://sandbox.test/v1/payment_intents/${intent.id}`, { headers })).json(),
  'retrieve a payment intent': () => ask('GET', `payment_intents/${intent.id}`),
  'create and confirm': () =>
    ask(
      'POST',
      'payment_intents',
      'amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://shop.test',
    ),
};

// Turn by turn, so that a machine that is slow for a moment is slow for all; each turn is compared with its own baseline.
const rates = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, once] of Object.entries(contestants)) rates.get(name)?.push(await rate(once));
}
const baseline = rates.get('bare route') ?? [];
const ratioOf = (name: string) =>
  median((rates.get(name) ?? []).map((value, round) => value / (baseline[round] ?? Number.NaN)));
for (const [name, values] of rates) {
  console.log(
    `${name.padEnd(28)} ${Math.round(median(values)).toString().padStart(7)} /s   ratio ${ratioOf(name).toFixed(2)}`,
  );
}
await sandbox.close();
if (ratioOf('retrieve a payment intent') < 0.5) {
  console.error('retrieve is slower than half the bare route');
  process.exitCode = 1;
}
