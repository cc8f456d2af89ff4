import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { adminUrl, openAdmin, Shop, sandboxUrl } from './pages.ts';

test('signing in leads back to the page that was wanted; a wrong password is told', async ({ page }) => {
  await page.goto(adminUrl('/admin/payments?status=failed'));
  await page.getByLabel('E-mail').fill('admin@flashstudio.test');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('not right');
  await page.getByRole('button', { name: 'Fill it in' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(adminUrl('/admin/payments?status=failed'));
  await expect(page.getByRole('tab', { name: 'Failed' })).toHaveAttribute('aria-selected', 'true');
});

test('signing out closes the door', async ({ page: admin }) => {
  await admin.goto(adminUrl('/admin'));
  await admin.getByRole('button', { name: 'Fill it in' }).click();
  await admin.getByRole('button', { name: 'Sign in', exact: true }).click();
  await admin.getByRole('button', { name: 'Account' }).click();
  await admin.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(admin.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await admin.goto(adminUrl('/admin/payments'));
  await expect(admin.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('payments are found, filtered and opened', async ({ context }) => {
  const admin = await openAdmin(context);
  await admin.keyboard.press('Control+k');
  await admin.getByPlaceholder(/Payment id/).fill('nobody@nowhere');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('Nothing matches')).toBeVisible();
  await admin.getByRole('searchbox', { name: 'Search payments' }).fill('');
  await expect(admin.getByRole('list', { name: 'Payments' })).toBeVisible();
  await admin.goto(adminUrl('/admin/payments/pay_none'));
  await expect(admin.getByText('There is no such payment')).toBeVisible();
  await admin.goto(adminUrl('/admin/nowhere'));
  await expect(admin.getByRole('heading', { name: 'Page not found' })).toBeVisible();
});

const CARD_FIELDS = ['iframe[title="Checkout"]', 'iframe[title="Secure payment input frame"]', 'form'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`pages have no serious accessibility problem (${colorScheme})`, async ({ context, page }) => {
    // Many pages, each looked at as a whole.
    test.slow();
    await page.emulateMedia({ colorScheme });
    const admin = await openAdmin(context);
    await admin.emulateMedia({ colorScheme });
    const shop = new Shop(page);
    await shop.open();
    const check = async (target: typeof page, name: string) => {
      // The card fields are see-through; axe takes what is behind a frame for white, so there it judges all but contrast.
      const { violations } = await new AxeBuilder({ page: target }).exclude(CARD_FIELDS).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
    };
    await check(page, 'shop');
    const fields = await new AxeBuilder({ page }).disableRules('color-contrast').analyze();
    expect(fields.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    for (const path of ['/admin', '/admin/payments']) {
      await admin.goto(adminUrl(path));
      await expect(admin.getByRole('list', { name: 'Payments' })).toBeVisible();
      await check(admin, path);
    }
    await admin.getByRole('list', { name: 'Payments' }).getByRole('link').first().click();
    await expect(admin.getByRole('heading', { name: /Payment of/ })).toBeVisible();
    await check(admin, 'detail');
    await admin.goto(adminUrl('/dev/mailbox'));
    await check(admin, 'mailbox');
    await admin.goto(sandboxUrl());
    await check(admin, 'sandbox');
  });
}

test('a page that the server lets follow along no more says so, and follows again once it may', async ({ context }) => {
  const admin = await openAdmin(context);
  const state = admin.getByRole('status').filter({ hasText: /^(Live|Connecting|Paused)$/ });
  await admin.route(/admin\.payments\.changes/, (route) => route.fulfill({ status: 429, body: 'Too many.' }));
  await admin.clock.install();
  await admin.reload();
  await expect(state).toHaveText('Paused');
  await expect(state).toHaveAttribute('title', /lets no more pages follow along/);
  await admin.unrouteAll();
  await admin.clock.fastForward(31_000);
  await expect(state).toHaveText('Live');
});

test('the phone gets a drawer and no sideways scrolling', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const admin = await openAdmin(context);
  await admin.getByRole('button', { name: 'Open the menu' }).click();
  await admin.getByRole('link', { name: 'Payments', exact: true }).click();
  await expect(admin.getByRole('heading', { name: 'Payments' })).toBeVisible();
  const overflow = await admin.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
