import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

/** A page at the checkout's host, such as the demo shop at `/`. */
export const url = (path: string): string => `${process.env['E2E_URL']}${path}`;
/** A page at the admin's host. */
export const adminUrl = (path: string): string => `${process.env['E2E_ADMIN_URL']}${path}`;
/** What the sandbox signs its webhooks with. */
export const webhookSecret = (): string => process.env['E2E_WEBHOOK_SECRET'] ?? '';
/** The secret key of the sandbox beside the server. */
export const sandboxKey = (): string => process.env['E2E_SANDBOX_KEY'] ?? '';
export const sandboxUrl = (): string => process.env['E2E_SANDBOX_URL'] ?? '';

/** The shop with its embedded checkout, as a customer uses it. */
export class Shop {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get widget() {
    return this.page.frameLocator('iframe[title="Checkout"]');
  }

  get card() {
    return this.widget.frameLocator('iframe[title="Secure payment input frame"]');
  }

  get bank() {
    return this.widget.frameLocator('iframe[title="Bank authentication"]');
  }

  get payButton(): Locator {
    return this.widget.getByRole('button', { name: /^Pay / });
  }

  get problem(): Locator {
    return this.widget.locator('.problem');
  }

  get done(): Locator {
    return this.widget.getByRole('heading', { name: 'Payment complete' });
  }

  async open(): Promise<void> {
    await this.page.goto(url('/'));
    await expect(this.payButton).toBeEnabled();
  }

  async fill(email: string, number: string): Promise<void> {
    await this.widget.getByLabel('Email').fill(email);
    await this.card.getByLabel('Card number').fill(number);
    await this.card.getByLabel('Expiration date').fill('1234');
    await this.card.getByLabel('Security code').fill('123');
    await this.card.getByLabel('ZIP code').fill('12345');
  }
}

let session: Awaited<ReturnType<BrowserContext['cookies']>> | undefined;

/** Opens the admin, signed in, on its overview. Signs in once for all tests: the sign-in itself is limited. */
export async function openAdmin(context: BrowserContext): Promise<Page> {
  const admin = await context.newPage();
  if (session !== undefined) await context.addCookies(session);
  await admin.goto(adminUrl('/admin'));
  if (session === undefined) {
    await admin.getByRole('button', { name: 'Fill it in' }).click();
    await admin.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(admin.getByRole('heading', { name: 'Today' })).toBeVisible();
    session = await context.cookies();
  }
  await expect(admin.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(admin.getByRole('status').filter({ hasText: 'Live' })).toBeVisible();
  return admin;
}

/** The row of a customer's latest payment, wherever payments are listed. */
export function rowOf(admin: Page, email: string): Locator {
  return admin.getByRole('list', { name: 'Payments' }).getByRole('link').filter({ hasText: email });
}

/**
 * Opens a mail of the mailbox by the words of its line. Mail is decided and sent in the background, and the mailbox is a
 * page that does not follow along: it is loaded anew until the mail is there.
 */
export async function openMail(page: Page, words: RegExp): Promise<void> {
  const mail = page.getByRole('link', { name: words }).first();
  await expect(async () => {
    await page.goto(adminUrl('/dev/mailbox'));
    await expect(mail).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await mail.click();
}
