import { closing, type Keep } from '../closing.ts';
import { startMailSink } from '../mail-sink.ts';
import { type SandboxProcess, spawnSandbox } from '../sandbox-process.ts';
import { prepareDatabase, shopApi } from '../shop.ts';
import { WEBHOOK_SECRET } from '../spawn-server.ts';
import { pause, until } from '../until.ts';
import { type Customer, visitShop } from './customer.ts';
import { type Difference, differences } from './differences.ts';
import { type KeptServer, keepServer } from './kept-server.ts';
import { type CrashingPostgres, startCrashingPostgres } from './postgres.ts';
import { type Disaster, type Story, tellStory } from './story.ts';
import { readStripeBooks } from './stripe-books.ts';
import { readOurBooks } from './tables.ts';
import { endTrouble, loseAnswers, makeTrouble } from './trouble.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly payments: number;
  /** Customers in the shop at once. */
  readonly atOnce: number;
  /** Whether customers come back in the end, so that the server looks at what it may have missed. */
  readonly comeBack: boolean;
  /** How long everything may take to settle once nothing goes wrong any more. */
  readonly settleWithinMs: number;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
  /** Hears what happens, for people who watch. */
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  /** Nothing when all is well. */
  readonly differences: readonly Difference[];
  /** How the run went and what is wrong, for people. */
  readonly text: string;
}

/** How often the server looks after payments whose webhooks may be lost. */
const SWEEP_AFTER_SECONDS = 5;
/** Comparing reads everything. */
const COMPARE_EVERY_MS = 1_000;

interface World {
  readonly postgres: CrashingPostgres;
  readonly sandbox: SandboxProcess;
  readonly server: KeptServer;
  readonly url: string;
}

/** Lets customers pay while everything around them breaks, and then compares the books. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const story = tellStory(options);
  try {
    return await closing(options.signal, async (keep) => live(await startWorld(keep, story.seed), story, options));
  } catch (cause) {
    throw new Error(`the story of seed ${story.seed} could not be told to its end`, { cause });
  }
}

async function live(world: World, story: Story, options: ChaosOptions): Promise<ChaosReport> {
  await makeTrouble(world.sandbox);
  const customers = await openDoors(world, story, options);
  await endTrouble(world.sandbox);
  options.say('Everything works again; waiting for it to settle');
  await letSettle(world, customers, options);
  const left = await compare(world, customers, options);
  return { differences: left, text: await describe(world, story, customers, left) };
}

async function startWorld(keep: Keep, seed: number): Promise<World> {
  const postgres = keep(await startCrashingPostgres());
  const { connectionString } = postgres;
  const { port, url } = await prepareDatabase(connectionString);

  const sandbox = keep(await spawnSandbox({ webhookUrl: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET, seed }));
  const mail = keep(await startMailSink());
  const server = keep(
    await keepServer({
      port,
      databaseUrl: connectionString,
      stripeUrl: sandbox.url,
      env: { PAYMENT_CHECK_AFTER_SECONDS: String(SWEEP_AFTER_SECONDS), SMTP_URL: mail.url },
    }),
  );
  return { postgres, sandbox, server, url };
}

/** Customers come, so many at once; disasters strike once enough of them have. Resolves when all of it is over. */
async function openDoors(world: World, story: Story, { atOnce, say }: ChaosOptions): Promise<Customer[]> {
  const api = shopApi(world);
  const waiting = [...story.visits];
  const disasters = [...story.disasters];
  const customers: Customer[] = [];
  const strikes: Promise<void>[] = [];
  const broken = Promise.withResolvers<never>();
  const turns = createTurns();
  const entrance = async () => {
    for (let visit = waiting.shift(); visit !== undefined; visit = waiting.shift()) {
      while (disasters[0] !== undefined && disasters[0].after <= visit.number) {
        const disaster = disasters.shift();
        if (disaster === undefined) continue;
        strikes.push(strike(world, disaster, turns, say));
        strikes.at(-1)?.catch(broken.reject);
      }
      customers.push(await visitShop(api, world.sandbox, visit));
      if (customers.length % 100 === 0) say(`${customers.length} of ${story.visits.length} customers have left`);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: atOnce }, entrance)), broken.promise]);
  await Promise.all(strikes);
  return customers;
}

type Turns = (who: string, work: () => Promise<void>) => Promise<void>;

/** Lets each do one thing after the other, while others do theirs. */
function createTurns(): Turns {
  const lines = new Map<string, Promise<void>>();
  return (who, work) => {
    const turn = (lines.get(who) ?? Promise.resolve()).then(work);
    lines.set(who, turn);
    return turn;
  };
}

async function strike(
  { server, postgres, sandbox }: World,
  { after, kind, delayMs, awayMs }: Disaster,
  turns: Turns,
  say: (line: string) => void,
): Promise<void> {
  await pause(delayMs);
  say(`After ${after} customers: ${kind}`);
  switch (kind) {
    case 'kill server':
      return turns('server', () => server.crash(awayMs));
    case 'kill postgres':
    case 'stop postgres at once':
      return turns('postgres', async () => {
        await postgres.crash(kind === 'kill postgres' ? 'SIGKILL' : 'SIGQUIT');
        await pause(awayMs);
        await postgres.restart();
      });
    case 'lose answers':
      return loseAnswers(sandbox);
  }
}

/** What is still on its way arrives, banks answer, and customers come back, if they do. */
async function letSettle(
  { sandbox }: World,
  customers: readonly Customer[],
  { atOnce, comeBack }: ChaosOptions,
): Promise<void> {
  await sandbox.control('POST', 'settle');
  await sandbox.control('GET', 'settled');
  const returning = comeBack ? customers.filter(({ told }) => told !== 'paid') : [];
  const entrance = async () => {
    for (let customer = returning.shift(); customer !== undefined; customer = returning.shift()) {
      await customer.comeBack();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, entrance));
}

/** Compares until nothing is left or the time is over. */
async function compare(
  { postgres, sandbox, server }: World,
  customers: readonly Customer[],
  { settleWithinMs }: ChaosOptions,
): Promise<readonly Difference[]> {
  let left: readonly Difference[] = [{ what: 'the books could not be read' }];
  const look = async () => {
    const ours = await readOurBooks(postgres.connectionString);
    left = differences(ours, await readStripeBooks(sandbox.stripe), customers);
    return left.length === 0 ? true : undefined;
  };
  await until('the books are equal', settleWithinMs, look, COMPARE_EVERY_MS).catch(() => undefined);
  const endings = server.endedByItself();
  return endings === 0 ? left : [...left, { what: `the server ended by itself ${endings} times` }];
}

async function describe(
  { postgres, sandbox }: World,
  story: Story,
  customers: readonly Customer[],
  left: readonly Difference[],
): Promise<string> {
  const ours = await readOurBooks(postgres.connectionString);
  const stripes = await readStripeBooks(sandbox.stripe);
  const counts = Object.entries(Object.groupBy(customers, ({ told }) => told)).map(
    ([told, who]) => `${who?.length ?? 0} ${told}`,
  );
  const struck = Object.entries(Object.groupBy(story.disasters, ({ kind }) => kind)).map(
    ([kind, which]) => `${which?.length ?? 0} × ${kind}`,
  );
  return [
    `seed ${story.seed}: ${customers.length} customers (${counts.join(', ')}); ${struck.join(', ')}`,
    `${ours.payments.length} payments, ${ours.ledger.length} ledger entries, ${stripes.booked.length} balance transactions; ` +
      `${stripes.acknowledged.length} events acknowledged, ${stripes.unheard} not, ${ours.webhooks.size} in the inbox; ${ours.receipts.length} receipts`,
    ...left.map(({ paymentId, what }) => (paymentId === undefined ? what : `${paymentId}: ${what}`)),
    ...customers
      .filter(({ paymentId, told }) => told === 'gave up' || left.some((found) => found.paymentId === paymentId))
      .map(
        ({ paymentId, visit, diary }) => `${paymentId ?? 'no payment'}: ${JSON.stringify(visit)} ${diary.join(' · ')}`,
      ),
  ].join('\n');
}
