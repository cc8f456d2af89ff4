import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import Stripe from 'stripe';
import { openAdmin, rowOf, Shop, sandboxKey, sandboxUrl, url, webhookSecret } from './pages.ts';

function openStripe(): Stripe {
  const { hostname, port } = new URL(sandboxUrl());
  return new Stripe(sandboxKey(), { host: hostname, port, protocol: 'http' });
}

/** The intent of the order that a page places next. */
async function nextIntent(page: Page): Promise<string> {
  const created = await page.waitForResponse(/payments\.create/);
  return /"(pi_\w+?)_secret_/.exec(await created.text())?.[1] ?? '';
}

/** Tells the server, signed, of a success in which less was received than there was. */
async function tellFalsely(stripe: Stripe, intentId: string): Promise<void> {
  const intent = await stripe.paymentIntents.retrieve(intentId);
  const payload = JSON.stringify({
    id: `evt_${Date.now()}`,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1_000),
    livemode: false,
    type: 'payment_intent.succeeded',
    data: { object: { ...intent, amount_received: 1 } },
  });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret() });
  const answer = await fetch(url('/webhooks/stripe'), {
    method: 'POST',
    headers: { 'stripe-signature': signature },
    body: payload,
  });
  expect(answer.status).toBe(200);
}

test('a payment of another amount than its order stays under review until Stripe agrees', async ({ page, context }) => {
  const stripe = openStripe();
  const shop = new Shop(page);
  const creating = nextIntent(page);
  await page.route(
    /payments\.confirm/,
    async (route) => {
      await stripe.paymentIntents.update(await creating, { amount: 100 });
      await route.continue();
    },
    { times: 1 },
  );
  await shop.open();
  await shop.fill('review@example.com', '4242424242424242');
  await shop.payButton.click();

  const admin = await openAdmin(context);
  await expect(rowOf(admin, 'review@example.com')).toContainText('Needs review');
  await rowOf(admin, 'review@example.com').click();
  const review = admin.getByRole('region', { name: /Needs review/ });
  await expect(review).toContainText('Stripe received $1.00, the order costs $24.00.');
  const clear = review.getByRole('button', { name: 'Ask Stripe and clear' });
  await expect(clear).toBeDisabled();
  await review.getByLabel('What have you found?').fill('The customer paid a dollar.');
  await clear.click();
  await expect(review.getByRole('alert')).toContainText('It stays under review, as Stripe says:');
  await expect(review.getByLabel('What have you found?')).toHaveValue('The customer paid a dollar.');
  const { violations } = await new AxeBuilder({ page: admin }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('a payment of which something false was told leaves review once somebody has looked', async ({
  page,
  context,
}) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('cleared@example.com', '4242424242424242');
  const creating = nextIntent(page);
  await shop.payButton.click();
  const intentId = await creating;
  await expect(shop.done).toBeVisible();
  const admin = await openAdmin(context);
  await rowOf(admin, 'cleared@example.com').click();
  await expect(admin.getByText('Payment succeeded')).toBeVisible();

  await tellFalsely(openStripe(), intentId);
  const review = admin.getByRole('region', { name: /Needs review/ });
  await expect(review).toContainText('Stripe received $0.01, the order costs $24.00.');
  await review.getByLabel('What have you found?').fill('All of it is in the dashboard.');
  await review.getByRole('button', { name: 'Ask Stripe and clear' }).click();
  await expect(admin.getByText('The review is cleared.')).toBeVisible();
  await expect(review).toBeHidden();
  await expect(admin.getByText('All of it is in the dashboard.')).toBeVisible();
});
