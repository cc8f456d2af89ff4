import { randomUUID } from 'node:crypto';
import type { CommandOrigin } from '@flashstudio/payments';
import type { AuditOrigin } from '@flashstudio/rpc';
import type { StripeSandbox } from '@flashstudio/stripe-sandbox';
import type { Container } from '../container.ts';
import { DEMO_SHOPS, type DemoShop } from './demo-shops.ts';
import { createRandom, type Random } from './random.ts';
import type { TravellingClock } from './travelling-clock.ts';

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
/** Who sets the demo up, as the audit tells it. */
const BY_DEMO: AuditOrigin = {
  actor: { kind: 'system', id: 'demo', name: 'Demo data' },
  address: null,
  requestId: null,
};
/** Who pays in the demo, as at a shop's page. */
const BY_CUSTOMER: CommandOrigin = { actor: { kind: 'customer', id: null }, cause: {} };

const PAYMENTS_A_DAY = 9;
const DAY_MS = 86_400_000;

/** Opens the demo's shops, each with its key and products, and makes the demo login. Repeating it changes nothing. */
export async function prepareDemoShops(container: Container): Promise<void> {
  const allowedOrigins = [container.config.sites.checkout.url];
  const { keys, catalog, save } = container.shops;
  for (const { key, settings, products } of DEMO_SHOPS) {
    const known = await keys.shopIdOf(key);
    const { id } = await save({ id: known, ...settings, allowedOrigins }, BY_DEMO);
    await keys.ensure({ shopId: id, key, name: 'Web', reason: 'The demo sells with it.' }, BY_DEMO);
    for (const product of products) await catalog.save(id, product, BY_DEMO);
  }
  if (container.demoLogin !== null)
    await container.auth.people.ensure({ ...container.demoLogin, name: 'Demo admin', role: 'owner' }, BY_DEMO);
}

/**
 * Lives through the last days of the shops on the first start: every payment goes through the same doors as a real one,
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
  const sellers = await Promise.all(DEMO_SHOPS.map((shop) => sellerOf(container, shop)));
  const sales = sellers.flatMap((seller) => Array.from({ length: seller.share }, () => seller));
  const random = createRandom(7);
  const moments = pickMoments(random, clock.now(), days);
  try {
    for (const [index, at] of moments.entries()) {
      clock.travelTo(at);
      await buySomething(container, random.pick(sales), random);
      // Webhooks are signed with the time they happen at: let them land before it moves on.
      await sandbox.settled();
      progress(index + 1, moments.length);
    }
    await container.payments.webhooks.drain();
  } finally {
    clock.comeBack();
  }
}

interface Seller extends DemoShop {
  readonly shopId: string;
  readonly publishableKeyId: string;
}

async function sellerOf({ db }: Container, shop: DemoShop): Promise<Seller> {
  const { id, shopId } = await db.publishableKey.findUniqueOrThrow({ where: { key: shop.key } });
  return { ...shop, shopId, publishableKeyId: id };
}

function pickMoments(random: Random, now: Date, days: number): Date[] {
  const start = now.getTime() - days * DAY_MS;
  return Array.from(
    { length: days * PAYMENTS_A_DAY },
    () => new Date(start + random.next() * (now.getTime() - start)),
  ).sort((a, b) => a.getTime() - b.getTime());
}

async function buySomething(
  { payments, stripe }: Container,
  { shopId, publishableKeyId, products, currencies }: Seller,
  random: Random,
): Promise<void> {
  const name = random.pick(NAMES);
  const created = await payments.create(
    {
      shopId,
      publishableKeyId,
      items: [{ productId: random.pick(products).id, quantity: random.next() < 0.7 ? 1 : 2 }],
      currency: random.pick(currencies),
      requestKey: randomUUID(),
      customer: { email: `${name.toLowerCase().replace(' ', '.')}@example.com`, name },
    },
    BY_CUSTOMER,
  );
  const confirm = async (card: string) => {
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: card });
    return payments.confirm({ ...created, shopId, confirmationTokenId: token.id }, BY_CUSTOMER);
  };
  const outcome = await confirm(random.pick(CARDS));
  if (outcome.kind === 'declined' && random.next() < 0.5) await confirm('pm_card_visa');
}
