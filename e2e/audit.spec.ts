import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { adminUrl, openAdmin } from './pages.ts';
import { addPerson, PASSWORD } from './people.ts';

/** Opens the audit as the demo's owner. */
async function openAudit(context: BrowserContext, query = ''): Promise<Page> {
  const admin = await openAdmin(context);
  await admin.goto(adminUrl(`/admin/audit${query}`));
  await expect(admin.getByRole('heading', { name: 'Audit' })).toBeVisible();
  return admin;
}

const entries = (admin: Page) => admin.getByRole('list', { name: 'Audit entries' }).getByRole('link');

test('the audit is found in the menu, filtered, and every filter stands in the address', async ({ context }) => {
  const admin = await openAdmin(context);
  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit' }).click();
  await expect(entries(admin).first()).toBeVisible();
  await admin.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Shop opened' });
  await expect(admin).toHaveURL(/action=shop\.opened/);
  await expect(entries(admin)).toHaveCount(2);
  await admin.getByRole('searchbox', { name: 'Search the audit' }).fill('no such words');
  await expect(admin.getByText('Nothing matches')).toBeVisible();
  await admin.reload();
  await expect(admin.getByText('Nothing matches')).toBeVisible();
  await expect(admin.getByRole('combobox', { name: 'Action' })).toHaveValue('shop.opened');
  await admin.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(admin).toHaveURL(adminUrl('/admin/audit'));
  await admin.getByLabel('From').fill('2099-01-01');
  await expect(admin.getByText('Nothing matches')).toBeVisible();
  await admin.getByLabel('From').fill('2020-01-01');
  await expect(entries(admin).first()).toBeVisible();
});

test('an entry opens with one click anywhere on its row, shows what changed and why, and closes to where one was', async ({
  context,
}) => {
  const admin = await openAudit(context, '?action=key.created');
  const row = entries(admin).first();
  await row.getByText('The demo sells with it.').click();
  const drawer = admin.getByRole('dialog', { name: 'Key created' });
  await expect(drawer.getByRole('blockquote')).toHaveText('The demo sells with it.');
  await expect(drawer.getByRole('region', { name: 'Changes' })).toContainText('shopId');
  await expect(admin).toHaveURL(/entry=\d+/);
  await admin.reload();
  await expect(drawer).toBeVisible();
  await admin.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(admin).toHaveURL(adminUrl('/admin/audit?action=key.created'));
  await row.click();
  await drawer.getByRole('button', { name: 'All entries about it' }).click();
  await expect(admin).toHaveURL(/subject=pk_/);
  await expect(entries(admin)).toHaveCount(1);
  await admin.goBack();
  await expect(drawer).toBeVisible();
  await admin.keyboard.press('Escape');
  await expect(entries(admin)).toHaveCount(2);
});

test('the arrows lead from row to row, Enter opens one, and steps lead to its neighbours', async ({ context }) => {
  const admin = await openAudit(context);
  await entries(admin).first().focus();
  await admin.keyboard.press('ArrowDown');
  await expect(entries(admin).nth(1)).toBeFocused();
  await admin.keyboard.press('ArrowUp');
  await admin.keyboard.press('Enter');
  const drawer = admin.getByRole('dialog');
  await expect(drawer).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Newer entry' })).toBeDisabled();
  const before = admin.url();
  await drawer.getByRole('button', { name: 'Older entry' }).click();
  await expect(admin).not.toHaveURL(before);
  await admin.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('the CSV has the filtered rows and the columns that are shown', async ({ context }) => {
  const admin = await openAudit(context, '?action=shop.opened');
  const started = admin.waitForEvent('download');
  await admin.getByRole('button', { name: 'CSV' }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n').slice(0, -1);
  expect(lines[0]).toBe('\uFEFFat,actor,action,subject_type,subject_id,reason,address');
  expect(lines.slice(1)).toHaveLength(2);
  for (const line of lines.slice(1)) expect(line).toContain('Demo data,shop.opened,shop,shop_');
});

test('a CSV that fails halfway is no file, and the page says so', async ({ context }) => {
  const admin = await openAudit(context);
  await admin.route('**/admin/audit/api.csv*', (route) =>
    route.fulfill({ status: 500, json: { error: { message: 'Something went wrong on our side.' } } }),
  );
  await admin.getByRole('button', { name: 'CSV' }).click();
  await expect(admin.getByText('Something went wrong on our side.')).toBeVisible();
  await expect(admin.getByRole('button', { name: 'CSV' })).toBeEnabled();
});

test('an audit that cannot be read says so and can be asked again', async ({ context }) => {
  const admin = await openAdmin(context);
  let broken = true;
  await admin.route('**/trpc/admin.audit.list*', (route) => (broken ? route.abort() : route.continue()));
  await admin.route('**/trpc/*admin.audit.list*', (route) => (broken ? route.abort() : route.continue()));
  await admin.goto(adminUrl('/admin/audit'));
  await expect(admin.getByRole('alert')).toContainText('The audit could not be read');
  broken = false;
  await admin.getByRole('button', { name: 'Try again' }).click();
  await expect(entries(admin).first()).toBeVisible();
});

test('an analyst sees no way to the audit, and is told so when they go there all the same', async ({ browser }) => {
  const email = await addPerson('analyst');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(adminUrl('/admin/audit'));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'You are not permitted to see this' })).toBeVisible();
  await expect(page.getByText('analyst', { exact: false }).first()).toBeVisible();
  const menu = page.getByRole('navigation', { name: 'Main' });
  await expect(menu.getByRole('link', { name: 'Payments' })).toBeVisible();
  await expect(menu.getByRole('link', { name: 'Audit' })).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(page.getByText('Go to Payments')).toBeVisible();
  await expect(page.getByText('Go to Audit')).toHaveCount(0);
  await page.keyboard.press('Escape');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the audit has no accessibility problem (${colorScheme})`, async ({ context }) => {
    const admin = await openAdmin(context);
    await admin.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const check = async (name: string) => {
      const { violations } = await new AxeBuilder({ page: admin }).analyze();
      expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
    };
    await admin.goto(adminUrl('/admin/audit'));
    await expect(entries(admin).first()).toBeVisible();
    await check('list');
    await admin.goto(adminUrl('/admin/audit?text=no+such+words'));
    await expect(admin.getByText('Nothing matches')).toBeVisible();
    await check('nothing');
    await admin.goto(adminUrl('/admin/audit?action=product.added'));
    await entries(admin).first().click();
    await expect(admin.getByRole('dialog')).toBeVisible();
    await check('entry');
  });
}

test('on a phone the audit is a list of cards without sideways scrolling, and an entry fills the screen', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
  const admin = await openAudit(context);
  const overflow = () =>
    admin.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect(entries(admin).first()).toBeVisible();
  expect(await overflow()).toBe(0);
  await entries(admin).first().click();
  const drawer = admin.getByRole('dialog');
  await expect(drawer).toBeVisible();
  await expect.poll(async () => (await drawer.boundingBox())?.x).toBe(0);
  expect((await drawer.boundingBox())?.width).toBe(360);
  const cutOff = await drawer.evaluate(
    (element) =>
      [element, ...element.querySelectorAll('div, dl, p')].filter((part) => part.scrollWidth > part.clientWidth + 1)
        .length,
  );
  expect(cutOff).toBe(0);
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(drawer).toBeHidden();
  await context.close();
});
