import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openAdmin, openMail, rowOf, Shop, url } from './pages.ts';

test('the demo switches to its other shop, whose checkout sells its own things in its own currency and name', async ({
  page,
  context,
}) => {
  const shop = new Shop(page);
  await shop.open();
  await expect(shop.widget.getByText('Kiln & Paper')).toBeVisible();
  await page.getByRole('link', { name: 'Casa Marea' }).click();
  await expect(page).toHaveTitle('Casa Marea');
  await expect(page.getByRole('heading', { name: 'Olive oil' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Ceramic mug' })).toHaveCount(0);
  await expect(shop.widget.getByText('Casa Marea')).toBeVisible();
  await expect(shop.widget.getByRole('link', { name: 'ola@casamarea.example' })).toBeVisible();
  await expect(shop.payButton).toHaveText('Pay €24.00');
  await expect(shop.payButton).toHaveCSS('background-color', 'rgb(23, 82, 122)');

  await shop.fill('marea@example.com', '4242424242424242');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  await expect(shop.widget.getByText('Casa Marea has received €24.00')).toBeVisible();
  const admin = await openAdmin(context);
  await expect(rowOf(admin, 'marea@example.com')).toContainText('Sardines');
  await openMail(admin, /Your receipt from Casa Marea: €24\.00 marea@example\.com/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the other shop has no serious accessibility problem, in its colours (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(url('/?shop=casa-marea'));
    const shop = new Shop(page);
    await expect(shop.payButton).toBeEnabled();
    const { violations } = await new AxeBuilder({ page })
      .exclude(['iframe[title="Checkout"]', 'iframe[title="Secure payment input frame"]', 'form'])
      .analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });
}

test('the other shop fits a phone without sideways scrolling', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
  const page = await context.newPage();
  await page.goto(url('/?shop=casa-marea'));
  await expect(new Shop(page).payButton).toBeEnabled();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
