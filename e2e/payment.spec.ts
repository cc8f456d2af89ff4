import { expect, type Page, test } from '@playwright/test';
import { adminUrl, openAdmin, openMail, ownAddress, rowOf, Shop, sandboxUrl } from './pages.ts';

test('a customer pays and an admin sees it live, without reloading', async ({ page, context }) => {
  const email = ownAddress('visa');
  const admin = await openAdmin(context);
  const revenue = admin.locator('[data-figure="Revenue"]');
  await expect(revenue).toContainText('$');
  const before = await revenue.textContent();
  const loads = countLoads(admin);
  const shop = new Shop(page);
  await shop.open();
  await shop.fill(email, '4242424242424242');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();

  await expect(rowOf(admin, email)).toContainText('Succeeded');
  await expect(revenue).not.toHaveText(before ?? '');
  expect(loads()).toBe(0);
  await rowOf(admin, email).click();
  await expect(admin.getByText('Payment succeeded')).toBeVisible();
  await expect(admin.getByText('Visa ending in 4242')).toBeVisible();

  await openMail(admin, new RegExp(email));
  await expect(
    admin.frameLocator('iframe[title="Message"]').getByText('We have received your payment of'),
  ).toContainText('$24.00');
});

test('a declined customer reads why, keeps what was typed, and pays with another card', async ({ page, context }) => {
  const email = ownAddress('declined');
  const admin = await openAdmin(context);
  const shop = new Shop(page);
  await shop.open();
  await shop.fill(email, '4000000000009995');
  await shop.payButton.click();
  await expect(shop.problem).toContainText('not have enough funds');
  await expect(shop.problem).toBeFocused();
  await expect(rowOf(admin, email)).toContainText('Insufficient funds');

  await expect(shop.widget.getByLabel('Email', { exact: true })).toHaveValue(email);
  await expect(shop.card.getByLabel('Expiration date', { exact: true })).toHaveValue('12 / 34');
  await shop.card.getByLabel('Card number', { exact: true }).fill('4242424242424242');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  const row = rowOf(admin, email);
  await expect(row).toContainText('Succeeded');
  await row.click();
  await expect(admin.getByText('decline insufficient_funds')).toBeVisible();
});

test('3D Secure: passing it pays, failing it lets the customer try again', async ({ page, context }) => {
  const email = ownAddress('3ds');
  const admin = await openAdmin(context);
  const shop = new Shop(page);
  await shop.open();
  await shop.fill(email, '4000000000003220');
  await shop.payButton.click();
  await expect(rowOf(admin, email)).toContainText('Authenticating');
  await shop.bank.getByRole('button', { name: 'Fail authentication', exact: true }).click();
  await expect(shop.problem).toContainText('could not confirm that it is you');
  await expect(rowOf(admin, email)).toContainText('Authentication required');

  await shop.payButton.click();
  await expect(shop.bank.getByText('$24.00')).toBeVisible();
  await shop.bank.getByRole('button', { name: 'Complete authentication', exact: true }).click();
  await expect(shop.done).toBeVisible();
  await expect(rowOf(admin, email)).toContainText('Succeeded');
});

test('a double click pays once', async ({ page, context }) => {
  const email = ownAddress('double');
  const shop = new Shop(page);
  await shop.open();
  await shop.fill(email, '4242424242424242');
  await shop.payButton.dblclick();
  await expect(shop.done).toBeVisible();
  const admin = await openAdmin(context);
  await admin.goto(adminUrl(`/admin/payments?search=${email}`));
  await expect(rowOf(admin, email)).toHaveCount(1);
  await rowOf(admin, email).click();
  await expect(admin.getByText('Customer pressed Pay')).toHaveCount(1);
});

test('what is missing is told field by field, and nothing is sent', async ({ page }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.payButton.click();
  await expect(shop.widget.getByText('Enter the e-mail address for your receipt.')).toBeVisible();
  await shop.widget.getByLabel('Email', { exact: true }).fill('ada@example.com');
  await shop.payButton.click();
  await expect(shop.card.getByText('Your card number is incomplete.')).toBeVisible();
  await expect(shop.card.getByLabel('Card number', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await shop.card.getByLabel('Card number', { exact: true }).fill('4242424242424241');
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

/** How often a page was loaded from now on. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  return () => loads;
}

test('the server may go away while a customer pays: the button works again when it is back', async ({ page }) => {
  const shop = new Shop(page);
  await shop.open();
  await shop.fill('offline@example.com', '4242424242424242');
  await page.context().setOffline(true);
  await shop.payButton.click();
  await expect(shop.problem).toContainText('will not be charged twice');
  await page.context().setOffline(false);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});
