// What one card payment costs the database, from the price asked to the receipt queued:
// `pnpm --filter @flashstudio/server bench:statements`, with --list for the statements themselves.
import { Client } from 'pg';
import { closing, stopSignal } from '../test/closing.ts';
import { pause } from '../test/until.ts';
import { payOnce } from './one-payment.ts';
import { type Cost, type StatementLog, watchStatements } from './statement-log.ts';
import { startBenchWorld } from './support/world.ts';

const WARM_UP = 3;
const PAYMENTS = 10;

function print(busy: Cost, idle: Cost, seconds: number): void {
  const each = (of: (cost: Cost) => number) => ((of(busy) - of(idle)) / PAYMENTS).toFixed(1);
  console.log(
    `One card payment, the mean of ${PAYMENTS} (${seconds.toFixed(1)} s), less what an idle server does in that time:`,
  );
  console.log(`  statements, BEGIN and COMMIT included   ${each((cost) => cost.statements)}`);
  console.log(`  statements without them                 ${each((cost) => cost.work)}`);
  console.log(`  commits                                 ${each((cost) => cost.commits)}`);
  console.log(`  writes outside a transaction            ${each((cost) => cost.loneWrites)}`);
  console.log(`  transaction ids, job queue included     ${each((cost) => cost.transactionIds)}`);
  console.log(
    `  (idle: ${idle.statements} statements, ${idle.commits + idle.loneWrites} commits, ${idle.transactionIds} ids)`,
  );
}

function list(statements: readonly string[]): void {
  const times = Object.entries(Object.groupBy(statements, (text) => text)).map(
    ([text, all]) => [text, (all?.length ?? 0) / PAYMENTS] as const,
  );
  for (const [text, each] of times.sort(([, a], [, b]) => b - a))
    console.log(`${each.toFixed(1).padStart(6)}  ${text.replace(/\s+/g, ' ').slice(0, 200)}`);
}

await closing(stopSignal(), async (keep) => {
  let watched: StatementLog | undefined;
  const world = await startBenchWorld(keep, {
    databaseUrl: async (connectionString) => {
      watched = keep(await watchStatements(connectionString));
      return watched.databaseUrl;
    },
  });
  if (watched === undefined) throw new Error('nobody watches');
  const log = watched;
  const database = new Client({ connectionString: world.connectionString });
  await database.connect();
  keep({ close: () => database.end() });
  const { api, sandbox } = world;
  const settled = () => sandbox.control('GET', 'settled');
  const checkout = { api, stripe: sandbox.stripe, settled, database };
  const payments = async (count: number) => {
    for (let paid = 0; paid < count; paid += 1) await payOnce(checkout);
  };

  await payments(WARM_UP);
  const began = performance.now();
  const busy = await log.measure(() => payments(PAYMENTS));
  const tookMs = performance.now() - began;
  const statements = log.last();
  // What a server does anyhow must not be put on a payment's bill.
  const idle = await log.measure(() => pause(tookMs));
  print(busy, idle, tookMs / 1000);
  if (process.argv.includes('--list')) list(statements);
});
