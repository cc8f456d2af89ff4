import { randomUUID } from 'node:crypto';
import type { ProductInput } from '@flashstudio/payments';
import type { StripeSandbox } from '@flashstudio/stripe-sandbox';
import type { Container } from '../container.ts';
import { createRandom, type Random } from './random.ts';
import type { TravellingClock } from './travelling-clock.ts';

/** The shop's key in the demo; not a secret, as any publishable key. */
export const DEMO_PUBLISHABLE_KEY = 'pk_flashstudio_demo';

const product = (
  id: string,
  name: string,
  description: string,
  usd: bigint,
  eur: bigint,
  jpy: bigint,
): ProductInput => ({
  id,
  name,
  description,
  imageUrl: `/checkout/products/${id}.svg`,
  prices: { usd, eur, jpy },
});

const PRODUCTS: readonly ProductInput[] = [
  product('prod_mug', 'Ceramic mug', 'Stoneware, 350 ml, glazed by hand', 2_400n, 2_200n, 3_600n),
  product('prod_notebook', 'Field notebook', 'Dotted, 96 pages, lies flat', 1_600n, 1_500n, 2_400n),
  product('prod_lamp', 'Desk lamp', 'Warm light, brass arm', 12_900n, 11_900n, 19_000n),
  product('prod_tote', 'Canvas tote', 'Heavy cotton, inside pocket', 3_200n, 2_900n, 4_800n),
  product('prod_print', 'Art print', 'Giclée on cotton paper, A3', 5_400n, 4_900n, 8_000n),
  product('prod_course', 'Studio course', 'Six evenings of pottery', 24_000n, 22_000n, 36_000n),
];

const NAMES = [
  'Ada Berg',
  'Noah Lindqvist',
  'Mina Okafor',
  'Jonas Weiss',
  'Lea Marchetti',
  'Omar Haddad',
  'Yuki Tanaka',
  'Ines Duarte',
  'Tom Becker',
  'Priya Nair',
  'Eva Novak',
  'Luc Moreau',
];
const CARDS = [
  ...Array.from({ length: 14 }, () => 'pm_card_visa'),
  ...Array.from({ length: 6 }, () => 'pm_card_mastercard'),
  'pm_card_amex',
  'pm_card_amex',
  'pm_card_visa_chargeDeclinedInsufficientFunds',
  'pm_card_visa_chargeDeclined',
  'pm_card_chargeDeclinedExpiredCard',
];
const CURRENCIES = ['usd', 'usd', 'usd', 'eur', 'eur', 'jpy'];
const PAYMENTS_A_DAY = 9;
const DAY_MS = 86_400_000;

/** Puts the shop into the database: catalog, publishable key and demo login. Repeating it changes nothing. */
export async function prepareDemoShop(container: Container, publicUrls: readonly string[]): Promise<void> {
  for (const entry of PRODUCTS) await container.payments.catalog.save(entry);
  await container.merchants.ensureKey({ key: DEMO_PUBLISHABLE_KEY, name: 'Kiln & Paper', allowedOrigins: publicUrls });
  if (container.demoLogin !== null)
    await container.auth.ensureUser({ ...container.demoLogin, name: 'Demo admin', role: 'admin' });
}

/**
 * Lives through the last days of the shop on the first start: every payment goes through the same doors as a real one,
 * at the time it is said to have happened. The same seed gives the same story.
 */
export async function makeDemoPayments(
  {
    container,
    sandbox,
    clock,
    days,
  }: { container: Container; sandbox: StripeSandbox; clock: TravellingClock; days: number },
  progress: (done: number, total: number) => void,
): Promise<void> {
  if ((await container.db.payment.count()) > 0) return;
  const key = await container.db.publishableKey.findUniqueOrThrow({ where: { key: DEMO_PUBLISHABLE_KEY } });
  const random = createRandom(7);
  const moments = pickMoments(random, clock.now(), days);
  try {
    for (const [index, at] of moments.entries()) {
      clock.travelTo(at);
      await buySomething(container, key.id, random);
      // Webhooks are signed with the time they happen at: let them land before it moves on.
      await sandbox.settled();
      progress(index + 1, moments.length);
    }
    await container.payments.webhooks.drain();
  } finally {
    clock.comeBack();
  }
}

function pickMoments(random: Random, now: Date, days: number): Date[] {
  const start = now.getTime() - days * DAY_MS;
  return Array.from(
    { length: days * PAYMENTS_A_DAY },
    () => new Date(start + random.next() * (now.getTime() - start)),
  ).sort((a, b) => a.getTime() - b.getTime());
}

async function buySomething({ payments, stripe }: Container, publishableKeyId: string, random: Random): Promise<void> {
  const name = random.pick(NAMES);
  const created = await payments.create({
    publishableKeyId,
    items: [{ productId: random.pick(PRODUCTS).id, quantity: random.next() < 0.7 ? 1 : 2 }],
    currency: random.pick(CURRENCIES),
    requestKey: randomUUID(),
    customer: { email: `${name.toLowerCase().replace(' ', '.')}@example.com`, name },
  });
  const confirm = async (card: string) => {
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: card });
    return payments.confirm({ ...created, confirmationTokenId: token.id });
  };
  const outcome = await confirm(random.pick(CARDS));
  if (outcome.kind === 'declined' && random.next() < 0.5) await confirm('pm_card_visa');
}
