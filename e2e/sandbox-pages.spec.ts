import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import Stripe from 'stripe';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '../packages/stripe-sandbox/src/index.ts';

let sandbox: StripeSandbox;
let running: RunningSandbox;
let stripe: Stripe;

test.beforeAll(async () => {
  sandbox = createStripeSandbox();
  running = await sandbox.listen();
  stripe = new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' });
  // The sandbox is its own receiver: it takes nothing under this path, so that there are failed deliveries too.
  await stripe.webhookEndpoints.create({ url: `${running.url}/no-receiver`, enabled_events: ['charge.failed'] });
  const customer = await stripe.customers.create({
    name: 'Jenny <b>Rosen</b>',
    email: 'jenny@example.com',
    metadata: { plan: '<script>window.broken = true</script>' },
  });
  await pay('pm_card_visa', { customer: customer.id, setup_future_usage: 'off_session' });
  await pay('pm_card_visa_chargeDeclinedInsufficientFunds', { customer: customer.id });
  await pay('pm_card_createDispute');
  await sandbox.settled();
});
test.afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const url = (path: string): string => `${running.url}${path}`;

async function pay(method: string, params: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<string> {
  const intent = await stripe.paymentIntents.create({
    amount: 2_400,
    currency: 'usd',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });
  await stripe.paymentIntents.confirm(intent.id, { payment_method: method }).catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
  });
  return intent.id;
}

/** Every kind of page, each with something on it. */
async function everyPage(): Promise<string[]> {
  const first = <T extends { id: string }>(list: { data: T[] }): string => list.data[0]?.id ?? 'none';
  const intents = await stripe.paymentIntents.list({ limit: 3 });
  const [failedDelivery] = sandbox.control.webhooks.deliveries();
  const failedRequest = sandbox.control.requests.recent().find(({ status }) => status === 402);
  return [
    '/',
    '/payments',
    '/payments?q=nothing-like-it',
    ...intents.data.map(({ id }) => `/payments/${id}`),
    '/customers',
    `/customers/${first(await stripe.customers.list())}`,
    '/events',
    `/events/${first(await stripe.events.list({ type: 'charge.failed' }))}`,
    '/webhooks',
    `/webhooks/deliveries/${failedDelivery?.id}`,
    '/requests',
    `/requests/${failedRequest?.id}`,
    '/test-cards',
  ];
}

/** What the browser complains about: scripts that fail or are refused, and files that are missing. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is accessible, and nothing in it fails (${colorScheme})`, async ({ page }) => {
    // Over a dozen pages are looked through.
    test.slow();
    await page.emulateMedia({ colorScheme });
    const heard = complaints(page);
    for (const path of await everyPage()) {
      await page.goto(url(path));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect([path, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([path, []]);
    }
    expect(heard).toEqual([]);
    expect(await page.evaluate(() => 'broken' in window)).toBe(false);
  });
}

test('no page is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of await everyPage()) {
    await page.goto(url(path));
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect([path, excess]).toEqual([path, 0]);
  }
});

test('a list follows the sandbox, and leaves alone what somebody is doing', async ({ page }) => {
  await page.goto(url('/payments'));
  const search = page.getByRole('searchbox');
  await search.fill('half a thou');
  const id = await pay('pm_card_mastercard');
  await expect(page.locator(`#row-${id}`)).toContainText('Succeeded');
  await expect(search).toHaveValue('half a thou');
  await expect(search).toBeFocused();
  await expect(page).toHaveURL(url('/payments'));

  await page.getByRole('button', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Paused' })).toHaveAttribute('aria-pressed', 'false');
});

test('a payment’s page follows it while its JSON stays open', async ({ page }) => {
  const id = await pay('pm_card_visa', { capture_method: 'manual' });
  await page.goto(url(`/payments/${id}`));
  const json = page.locator('details', { hasText: 'Payment intent as JSON' });
  await json.locator('summary').click();
  await stripe.paymentIntents.capture(id);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Succeeded');
  await expect(json).toHaveAttribute('open', '');
  await expect(json).toContainText('"status": "succeeded"');
});

test('ids and keys are copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(url('/'));
  await expect(page.getByText('sk_test_flashstudio', { exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Copy secret key' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('sk_test_flashstudio');
  await page.locator('summary', { hasText: 'secret key' }).click();
  await expect(page.getByText('sk_test_flashstudio', { exact: true })).toBeVisible();
});

test('the keyboard is enough', async ({ page }) => {
  await page.goto(url('/payments'));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('jenny@example.com');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=jenny/);
  await page.locator('a.row').first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/payments\/pi_/);
  await page.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('details.raw')).toHaveAttribute('open', '');
});

test('a refund by button is a refund at the API', async ({ page }) => {
  const id = await pay('pm_card_visa');
  await page.goto(url(`/payments/${id}`));
  await page.getByLabel('Refund amount in USD').fill('4.00');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('$4.00 refunded');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Partly refunded');
  expect((await stripe.refunds.list({ payment_intent: id })).data.map(({ amount }) => amount)).toEqual([400]);
});

test('the bank’s page opens from a payment that waits for it, and its answer shows', async ({ page }) => {
  const id = await pay('pm_card_threeDSecure2Required');
  await page.goto(url(`/payments/${id}`));
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Open 3D Secure page' }).click();
  const bank = await opened;
  await bank.locator('#complete').click();
  await expect(bank.getByText('Thank you. You can close this page.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Succeeded');
});

test('an event is sent again, and the answer is told', async ({ page }) => {
  const [event] = (await stripe.events.list({ type: 'charge.failed' })).data;
  await page.goto(url(`/events/${event?.id}`));
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('status')).toContainText(`${running.url}/no-receiver answered 404`);
});

test('colours are a choice that lasts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(url('/events'));
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Dark colours' }).click();
  await expect(page).toHaveURL(url('/events'));
  expect(await background()).not.toBe(light);
  await page.goto(url('/'));
  await expect(page.getByRole('button', { name: 'Dark colours' })).toHaveAttribute('aria-pressed', 'true');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('lists are filtered and payments refunded', async ({ page }) => {
    const id = await pay('pm_card_visa');
    await page.goto(url('/payments'));
    await page.getByLabel('Status').selectOption('disputed');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.goto(url(`/payments/${id}`));
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await expect(page.getByRole('status')).toContainText('$24.00 refunded');
    await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(0);
  });
});
