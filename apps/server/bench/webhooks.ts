// How fast webhooks are taken, 2xx after the commit, against the least a route can do, against PostgreSQL alone and
// against a peer: `pnpm --filter @flashstudio/server bench:webhooks`. PostgreSQL's own measure is pgbench, which does not
// come with the embedded one: `--pgbench /usr/lib/postgresql/17/bin/pgbench` uses it where it is installed.
import { parseArgs } from 'node:util';
import { freePort } from '@flashstudio/platform';
import { Client } from 'pg';
import { closing, stopSignal } from '../test/closing.ts';
import type { Role } from '../test/spawn-server.ts';
import { startChild } from './support/child.ts';
import { foreignEvent } from './support/events.ts';
import { isResult, startLoad } from './support/load.ts';
import { pgbench } from './support/pgbench.ts';
import { median, medianRatio, takeTurns } from './support/rounds.ts';
import { untilApplied } from './support/tables.ts';
import { startBenchWorld } from './support/world.ts';

const CONNECTIONS = 16;
const WARM_UP = 16_000;
const EVENTS_OF_A_WARM_UP = 4_000;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    role: { type: 'string', default: 'all' },
    pgbench: { type: 'string' },
  },
});
const role: Role = values.role === 'web' ? 'web' : 'all';

type Fire = (count: number) => Promise<{ sent: number; seconds: number }>;

/** Rates per second, of rounds that take about as long for everybody. */
async function paced(fire: Fire, after: () => Promise<void> = async () => undefined): Promise<() => Promise<number>> {
  const rate = async (count: number) => {
    const { sent, seconds } = await fire(count);
    await after();
    return sent / seconds;
  };
  // Everybody is slow at first, until what they do often is compiled.
  for (let warm = 0; warm < WARM_UP; warm += EVENTS_OF_A_WARM_UP) await rate(EVENTS_OF_A_WARM_UP);
  const count = Math.round((await rate(EVENTS_OF_A_WARM_UP)) * Number(values.seconds));
  return () => rate(count);
}

await closing(stopSignal(), async (keep) => {
  const world = await startBenchWorld(keep, { role });
  const { connectionString, webhookSecret: secret } = world;
  const load = keep(await startLoad());
  const again = await foreignEvent(world.sandbox.stripe);
  const database = new Client({ connectionString });
  await database.connect();
  keep({ close: () => database.end() });

  const route = async (file: string) => {
    const port = String(await freePort());
    keep(await startChild(file, [secret, port, connectionString]));
    return `http://127.0.0.1:${port}/webhooks/stripe`;
  };
  const to =
    (url: string): Fire =>
    (count) =>
      load.fire({ url, secret, connections: CONNECTIONS, events: { again, count } });
  // What was taken is applied before others have their turn.
  const appliedAll = async () => {
    if (role === 'web') return;
    await untilApplied(database);
  };
  const inserts = keep(await startChild('../contestants/inserts.ts', [connectionString, String(CONNECTIONS)]));

  const insertOptions = { connectionString, connections: CONNECTIONS, seconds: Number(values.seconds) };
  const results = await takeTurns(Number(values.rounds), {
    bare: await paced(to(await route('../contestants/bare-route.ts'))),
    inserts: await paced((count) => inserts.ask({ again, count }, isResult)),
    pgbench: async () => (values.pgbench === undefined ? Number.NaN : pgbench(values.pgbench, again, insertOptions)),
    peer: await paced(to(await route('../contestants/sync-engine-route.ts'))),
    ours: await paced(to(`${world.url}/webhooks/stripe`), appliedAll),
  });

  const { ours } = results;
  const rate = (rates: readonly number[]) => `${Math.round(median(rates)).toString().padStart(6)} /s`;
  const line = (name: string, baseline: readonly number[]) =>
    console.log(`  ${name.padEnd(56)} ${rate(baseline)}   ratio ${medianRatio(ours, baseline).toFixed(3)}`);
  console.log(
    `Webhooks taken, ${CONNECTIONS} connections, events of ${again.text.length} bytes, role ${role}, medians of ${values.rounds} rounds:`,
  );
  console.log(`  ${'ours'.padEnd(56)} ${rate(ours)}`);
  line('a bare Hono route that checks the signature', results.bare);
  line('one INSERT per commit by the pg driver', results.inserts);
  if (values.pgbench !== undefined) line('one INSERT per commit by pgbench', results.pgbench);
  line('@supabase/stripe-sync-engine behind a Hono route', results.peer);
});
