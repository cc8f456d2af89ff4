// How fast webhooks are applied while they keep coming, of payments that are none of ours and of our own:
// `pnpm --filter @flashstudio/server bench:inbox`.
import { parseArgs } from 'node:util';
import { STRIPE_EVENT_TYPES } from '@flashstudio/payments';
import { Client } from 'pg';
import type Stripe from 'stripe';
import { closing, stopSignal } from '../test/closing.ts';
import { newOrder } from './one-payment.ts';
import { bodyOf, foreignEvent, tellAgain } from './support/events.ts';
import { startLoad } from './support/load.ts';
import { median, takeTurns } from './support/rounds.ts';
import { untilApplied } from './support/tables.ts';
import { type BenchWorld, startBenchWorld } from './support/world.ts';

const CONNECTIONS = 16;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    foreign: { type: 'string', default: '4000' },
    payments: { type: 'string', default: '500' },
  },
});
const asked: ReadonlySet<string> = new Set(STRIPE_EVENT_TYPES);
type Kind = 'foreign' | 'ours';

/**
 * Our own payments, ordered here and paid at Stripe, and what an endpoint set up by our guide is told of them, in the
 * order it happened.
 */
async function eventsOfOurs({ api, sandbox: { stripe } }: BenchWorld, count: number): Promise<string[]> {
  const intents = new Set<string>();
  const waiting = Array.from({ length: count }, newOrder);
  const line = async () => {
    for (let input = waiting.pop(); input !== undefined; input = waiting.pop()) {
      const { clientSecret } = await api.payments.create.mutate(input);
      const intent = clientSecret.split('_secret_')[0] ?? '';
      await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });
      intents.add(intent);
    }
  };
  await Promise.all(Array.from({ length: 8 }, line));
  const events: Stripe.Event[] = [];
  for await (const event of stripe.events.list({ limit: 100 })) {
    if (!intents.has(intentOf(event))) break;
    if (asked.has(event.type)) events.push(event);
  }
  return events.reverse().map(bodyOf);
}

function intentOf({ data: { object } }: Stripe.Event): string {
  if (object.object === 'payment_intent') return object.id;
  return object.object === 'charge' ? String(object.payment_intent) : '';
}

await closing(stopSignal(), async (keep) => {
  const world = await startBenchWorld(keep);
  const { sandbox, webhookSecret: secret } = world;
  const load = keep(await startLoad());
  const database = new Client({ connectionString: world.connectionString });
  await database.connect();
  keep({ close: () => database.end() });

  const intake: Record<Kind, number[]> = { foreign: [], ours: [] };
  /** Sends events and waits until the last is applied; returns how many were applied per second. */
  const applied = async (kind: Kind, bodies: readonly string[]) => {
    const began = performance.now();
    const url = `${world.url}/webhooks/stripe`;
    const { seconds } = await load.fire({ url, secret, connections: CONNECTIONS, events: { bodies } });
    const preparedMs = performance.now() - began - seconds * 1000;
    intake[kind].push(bodies.length / seconds);
    await untilApplied(database);
    return (bodies.length * 1000) / (performance.now() - began - preparedMs);
  };

  const template = await foreignEvent(sandbox.stripe);
  // From here on the sandbox keeps its webhooks: they are sent from here, as fast as they are taken.
  await sandbox.control('POST', 'webhooks/hold');
  const rounds = Number(values.rounds);
  const ready: string[][] = [];
  for (let round = 0; round <= rounds; round += 1) ready.push(await eventsOfOurs(world, Number(values.payments)));
  const each = ready[0]?.length ?? 0;
  const turns: Record<Kind, () => Promise<number>> = {
    foreign: () => applied('foreign', tellAgain(template, Number(values.foreign))),
    ours: () => applied('ours', ready.pop() ?? []),
  };
  // Everybody is slow at first.
  await takeTurns(1, turns);
  intake.foreign.length = 0;
  intake.ours.length = 0;
  const results = await takeTurns(rounds, turns);

  console.log(`Webhooks applied while they come over ${CONNECTIONS} connections, medians of ${rounds} rounds:`);
  const line = (what: string, kind: Kind) => {
    const [rate, taken] = [median(results[kind]), median(intake[kind])];
    console.log(
      `  ${what.padEnd(48)} ${Math.round(rate)} /s applied, ${Math.round(taken)} /s taken, ratio ${(rate / taken).toFixed(2)}`,
    );
  };
  line(`${values.foreign} events of payments that are none of ours`, 'foreign');
  line(`${each} events of ${values.payments} payments of ours`, 'ours');
});
