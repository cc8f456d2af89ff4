import { expect, test } from '@playwright/test';
import { adminUrl, openAdmin, openMail, rowOf, Shop, sandboxUrl } from './pages.ts';

/** What an admin may wait for after the webhook. */
const LIVE = { timeout: 2_000 };

test('a customer pays and an admin sees it live, without reloading', async ({ page, context }) => {
  const admin = await openAdmin(context);
  const revenue = admin.locator('[data-figure="Revenue"]');
  const before = await revenue.textContent();
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('visa@example.com', '4242424242424242');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();

  await expect(rowOf(admin, 'visa@example.com')).toContainText('Succeeded', LIVE);
  await expect(revenue).not.toHaveText(before ?? '', LIVE);
  await rowOf(admin, 'visa@example.com').click();
  await expect(admin.getByText('Payment succeeded')).toBeVisible();
  await expect(admin.getByText('Visa ending in 4242')).toBeVisible();

  await openMail(admin, /visa@example.com/);
  await expect(
    admin.frameLocator('iframe[title="Message"]').getByText('We have received your payment of'),
  ).toContainText('$24.00');
});

test('a declined customer reads why, keeps what was typed, and pays with another card', async ({ page, context }) => {
  const admin = await openAdmin(context);
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('declined@example.com', '4000000000009995');
  await shop.payButton.click();
  await expect(shop.problem).toContainText('not have enough funds');
  await expect(shop.problem).toBeFocused();
  await expect(rowOf(admin, 'declined@example.com')).toContainText('Insufficient funds', LIVE);

  await expect(shop.widget.getByLabel('Email')).toHaveValue('declined@example.com');
  await expect(shop.card.getByLabel('Expiration date')).toHaveValue('12 / 34');
  await shop.card.getByLabel('Card number').fill('4242424242424242');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  const row = rowOf(admin, 'declined@example.com');
  await expect(row).toContainText('Succeeded', LIVE);
  await row.click();
  await expect(admin.getByText('decline insufficient_funds')).toBeVisible();
});

test('3D Secure: passing it pays, failing it lets the customer try again', async ({ page, context }) => {
  const admin = await openAdmin(context);
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('3ds@example.com', '4000000000003220');
  await shop.payButton.click();
  await expect(rowOf(admin, '3ds@example.com')).toContainText('Authenticating', { timeout: 5_000 });
  await shop.bank.getByRole('button', { name: 'Fail authentication' }).click();
  await expect(shop.problem).toContainText('could not confirm that it is you');
  await expect(rowOf(admin, '3ds@example.com')).toContainText('Authentication required', { timeout: 5_000 });

  await shop.payButton.click();
  await expect(shop.bank.getByText('$24.00')).toBeVisible();
  await shop.bank.getByRole('button', { name: 'Complete authentication' }).click();
  await expect(shop.done).toBeVisible();
  await expect(rowOf(admin, '3ds@example.com')).toContainText('Succeeded', LIVE);
});

test('a double click pays once', async ({ page, context }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('double@example.com', '4242424242424242');
  await shop.payButton.dblclick();
  await expect(shop.done).toBeVisible();
  const admin = await openAdmin(context);
  await admin.goto(adminUrl('/admin/payments?search=double@example.com'));
  await expect(rowOf(admin, 'double@example.com')).toHaveCount(1);
  await rowOf(admin, 'double@example.com').click();
  await expect(admin.getByText('Customer pressed Pay')).toHaveCount(1);
});

test('what is missing is told field by field, and nothing is sent', async ({ page }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.payButton.click();
  await expect(shop.widget.getByText('Enter the e-mail address for your receipt.')).toBeVisible();
  await shop.widget.getByLabel('Email').fill('ada@example.com');
  await shop.payButton.click();
  await expect(shop.card.getByText('Your card number is incomplete.')).toBeVisible();
  await expect(shop.card.getByLabel('Card number')).toHaveAttribute('aria-invalid', 'true');
  await shop.card.getByLabel('Card number').fill('4242424242424241');
  await shop.payButton.click();
  await expect(shop.card.getByText('Your card number is invalid.')).toBeVisible();
});

test('the page of the shop cannot read the card number', async ({ page }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('ada@example.com', '4242424242424242');
  const seen = await page.evaluate(() => {
    const widget = document.querySelector<HTMLIFrameElement>('iframe[title="Checkout"]');
    const card = widget?.contentDocument?.querySelector<HTMLIFrameElement>(
      'iframe[title="Secure payment input frame"]',
    );
    if (card === null || card === undefined) return 'there is no card frame';
    // A frame of the page's own has a document, be it empty; only one of another origin has none.
    if (card.contentDocument !== null) return 'the card frame is open';
    try {
      return `the page reads ${card.contentWindow?.document.title}`;
    } catch (error) {
      return error instanceof DOMException ? error.name : 'no DOMException';
    }
  });
  expect(seen).toBe('SecurityError');
  const cardFrame = page.frames().find((frame) => frame.url().includes('elements-inner'));
  expect(new URL(cardFrame?.url() ?? '').origin).toBe(sandboxUrl());
});

test('the server may go away while a customer pays: the button works again when it is back', async ({ page }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('offline@example.com', '4242424242424242');
  await page.context().setOffline(true);
  await shop.payButton.click();
  await expect(shop.problem).toContainText('will not be charged twice', { timeout: 15_000 });
  await page.context().setOffline(false);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});
