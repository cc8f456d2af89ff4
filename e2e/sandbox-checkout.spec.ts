import { AxeBuilder } from '@axe-core/playwright';
import { createStripeSandbox, type RunningSandbox } from '@flashstudio/stripe-sandbox';
import { expect, type Page, test } from '@playwright/test';
import Stripe from 'stripe';

let now = new Date('2026-11-02T10:00:00Z');
const sandbox = createStripeSandbox({ clock: { now: () => now } });
let running: RunningSandbox;
let stripe: Stripe;

test.beforeAll(async () => {
  running = await sandbox.listen({ port: 0 });
  stripe = new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' });
});
test.afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const line = (name: string, unit_amount: number, quantity: number, currency = 'usd') => ({
  price_data: { currency, unit_amount, product_data: { name } },
  quantity,
});

/** The shop's pages, on the sandbox's own address, which answers anything: only where the customer ends up counts. */
const urls = () => ({
  success_url: `${running.url}/shop/done?session={CHECKOUT_SESSION_ID}`,
  cancel_url: `${running.url}/shop/cart`,
});

function openSession(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [line('Linen shirt', 4_500, 2), line('Postcards', 1_250, 1)],
    ...urls(),
    ...params,
  });
}

/** The hosted page as a customer uses it. */
class HostedPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get card() {
    return this.page.frameLocator('iframe[title="Secure payment input frame"]');
  }

  get bank() {
    return this.page.frameLocator('iframe[title="Bank authentication"]');
  }

  get submit() {
    return this.page.locator('form button[type=submit]');
  }

  get problem() {
    return this.page.locator('.problem');
  }

  async open(session: Stripe.Checkout.Session): Promise<void> {
    await this.page.goto(session.url ?? '');
    await expect(this.submit).toBeEnabled({ timeout: 15_000 });
  }

  async fill(number: string): Promise<void> {
    await this.page.getByLabel('Email').fill('ada@example.com');
    await this.fillCard(number);
  }

  async fillCard(number: string): Promise<void> {
    await this.page.getByLabel('Name on card').fill('Ada Lovelace');
    await this.card.getByLabel('Card number').fill(number);
    await this.card.getByLabel('Expiration date').fill('1234');
    await this.card.getByLabel('Security code').fill('123');
    await this.card.getByLabel('ZIP code').fill('12345');
  }

  async expectReturn(session: Stripe.Checkout.Session): Promise<void> {
    await this.page.waitForURL(`${running.url}/shop/done?session=${session.id}`);
  }
}

async function chargesOf(session: Stripe.Checkout.Session): Promise<Stripe.Charge[]> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  return (await stripe.charges.list({ payment_intent: String(payment_intent) })).data;
}

test('a customer sees what they buy, pays and comes back to the shop', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  const order = page.getByRole('list', { name: 'Order summary' });
  await expect(order.getByRole('listitem').first()).toContainText('Linen shirt');
  await expect(order.getByRole('listitem').first()).toContainText('Qty 2 · $45.00 each');
  await expect(page.locator('.total')).toHaveText('$102.50');
  await expect(hosted.submit).toHaveText('Pay $102.50');
  await hosted.fill('4242424242424242');
  await hosted.submit.click();
  await hosted.expectReturn(session);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    customer_details: { email: 'ada@example.com', name: 'Ada Lovelace', address: { postal_code: '12345' } },
  });

  await page.goto(session.url ?? '');
  await expect(page.getByRole('heading', { name: 'You’re all done here' })).toBeVisible();
});

for (const [currency, unitAmount, shown] of [
  ['jpy', 1_200, '¥1,200'],
  ['kwd', 12_340, 'KWD 12.340'],
] as const) {
  test(`${currency} has its own decimals`, async ({ page }) => {
    const hosted = new HostedPage(page);
    await hosted.open(await openSession({ line_items: [line('Tea', unitAmount, 1, currency)] }));
    await expect(hosted.submit).toHaveText(`Pay ${shown}`);
  });
}

test('a decline is told at the form, which keeps what was typed, and another card pays', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4000000000009995');
  await hosted.submit.click();
  await expect(hosted.problem).toHaveText('Your card has insufficient funds.');
  await expect(hosted.problem).toBeFocused();
  await expect(page.getByLabel('Email')).toHaveValue('ada@example.com');
  await hosted.card.getByLabel('Card number').fill('4242424242424242');
  await hosted.submit.click();
  await hosted.expectReturn(session);
  expect((await chargesOf(session)).map(({ status }) => status)).toEqual(['succeeded', 'failed']);
});

test('3D Secure: failing it lets the customer try again, passing it pays', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4000000000003220');
  await hosted.submit.click();
  await hosted.bank.getByRole('button', { name: 'Fail authentication' }).click();
  await expect(hosted.problem).toContainText('unable to authenticate');
  await hosted.submit.click();
  await expect(hosted.bank.getByText('$102.50')).toBeVisible();
  await hosted.bank.getByRole('button', { name: 'Complete authentication' }).click();
  await hosted.expectReturn(session);
});

test('a double click pays once', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4242424242424242');
  await hosted.submit.dblclick();
  await hosted.expectReturn(session);
  expect(await chargesOf(session)).toHaveLength(1);
});

test('an answer that is lost on its way costs the customer nothing twice', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4242424242424242');
  sandbox.control.faults.plan({ fault: 'reset_after', method: 'POST', path: /payment_pages\/.*\/confirm$/, times: 1 });
  await hosted.submit.click();
  await hosted.expectReturn(session);
  expect(await chargesOf(session)).toHaveLength(1);
});

test('the way back leads to the cart and charges nothing', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await page.getByRole('link', { name: 'Back to FlashStudio demo' }).click();
  await page.waitForURL(`${running.url}/shop/cart`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
});

test('a card is set up without a payment, for a customer whose address is known', async ({ page }) => {
  const customer = await stripe.customers.create({ email: 'grace@example.com' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer: customer.id,
    ...urls(),
  });
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await expect(page.getByText('grace@example.com')).toBeVisible();
  await hosted.fillCard('5555555555554444');
  await page.getByRole('button', { name: 'Save card' }).click();
  await hosted.expectReturn(session);
  const { data } = await stripe.paymentMethods.list({ customer: customer.id });
  expect(data.map(({ card }) => card?.last4)).toEqual(['4444']);
});

test('a card that its bank wants to see is set up once the bank agreed', async ({ page }) => {
  const session = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', ...urls() });
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4000002500003155');
  await hosted.submit.click();
  await hosted.bank.getByRole('button', { name: 'Complete authentication' }).click();
  await hosted.expectReturn(session);
  const { setup_intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  expect(setup_intent).toMatchObject({ status: 'succeeded' });
});

test('what is missing is told field by field, from the first', async ({ page }) => {
  const hosted = new HostedPage(page);
  await hosted.open(await openSession());
  await hosted.submit.click();
  await expect(page.getByText('Enter the e-mail address for your receipt.')).toBeVisible();
  await expect(page.getByLabel('Email')).toBeFocused();
  await page.getByLabel('Email').fill('ada@example.com');
  await hosted.submit.click();
  await expect(hosted.card.getByText('Your card number is incomplete.')).toBeVisible();
  await expect(page.getByText('Enter the name on the card.')).toBeVisible();
});

test('a session that timed out while the page was open says so', async ({ page }) => {
  const session = await openSession();
  const hosted = new HostedPage(page);
  await hosted.open(session);
  await hosted.fill('4242424242424242');
  now = new Date(now.getTime() + 25 * 60 * 60 * 1_000);
  await hosted.submit.click();
  await expect(page.getByRole('heading', { name: 'This checkout has timed out' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Back to FlashStudio demo' })).toHaveAttribute('href', /shop\/cart$/);
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_intent).toBeNull();
});

test('a link without its secret, or to nothing, opens no session', async ({ page }) => {
  const session = await openSession();
  for (const path of [`/c/pay/${session.id}`, '/c/pay/cs_test_none#key=pk_test_flashstudio&client_secret=x']) {
    await page.goto(`${running.url}${path}`);
    await expect(page.getByRole('heading', { name: 'We could not find this checkout' })).toBeVisible();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`the page is accessible, ${colorScheme} and ${width} px wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const hosted = new HostedPage(page);
      await hosted.open(await openSession());
      await hosted.submit.click();
      await expect(page.getByText('Enter the name on the card.')).toBeVisible();
      // The card's frame is clear, so axe takes white for what lies behind its labels, where in the dark the page is dark.
      const unseen = colorScheme === 'dark' ? ['color-contrast'] : [];
      const whole = await new AxeBuilder({ page }).disableRules(unseen).analyze();
      const outside = await new AxeBuilder({ page }).exclude('iframe').analyze();
      const violations = [...whole.violations, ...outside.violations];
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wider).toBe(false);
    });
  }
}

test('on a phone the order is folded away and opens at a touch', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const hosted = new HostedPage(page);
  await hosted.open(await openSession());
  const order = page.getByRole('list', { name: 'Order summary' });
  await expect(order).toBeHidden();
  await page.getByText('Order summary').click();
  await expect(order).toBeVisible();
});
