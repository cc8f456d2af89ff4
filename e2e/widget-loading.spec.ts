import { expect, type Page, test } from '@playwright/test';
import { countRequests, EmbeddingPage, holdUp } from './embedding-page.ts';
import { sandboxUrl } from './pages.ts';

const VISA = '4242424242424242';
const FRAME = /\/checkout\/frame/;
const FRAME_SCRIPT = /\/assets\/frame-.*\.js/;
const LOADER = /\/embed\.js/;
const STRIPE_SCRIPT = /\/v3\/stripe\.js/;
const CARD_FRAME = /elements-inner\.html/;
const API = /\/trpc\//;

/** As content blockers do it. */
function block(page: Page, pattern: RegExp): Promise<unknown> {
  return page.route(pattern, (route) => route.abort('blockedbyclient'));
}

const stripeHost = () => new URL(sandboxUrl()).host;

test.describe('Stripe’s script', () => {
  for (const [how, hinder] of [
    ['is blocked', (page: Page) => block(page, STRIPE_SCRIPT)],
    [
      'is replaced by an empty one',
      (page: Page) => page.route(STRIPE_SCRIPT, (route) => route.fulfill({ body: '', contentType: 'text/javascript' })),
    ],
  ] as const) {
    test(`when it ${how}, the customer reads what to allow, and goes on where they were`, async ({ page }) => {
      const shop = new EmbeddingPage(page);
      await hinder(page);
      await shop.show();
      await shop.widget.getByLabel('Email').fill('blocked@example.com');
      await shop.widget.getByLabel('Name on card').fill('Ada Berg');
      await expect(shop.notice).toContainText(`something keeps it from loading`);
      await expect(shop.notice).toContainText(`Allow ${stripeHost()}`);
      await expect(shop.notice).not.toContainText(/shop/i);
      expect(await shop.codes()).toEqual(['stripe_blocked']);
      // It is asked for where the server says, and nowhere else.
      await expect(shop.widget.locator('script[src*="js.stripe.com"]')).toHaveCount(0);

      await shop.widget.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => shop.codes()).toEqual(['stripe_blocked', 'stripe_blocked']);
      await page.unroute(STRIPE_SCRIPT);
      await shop.widget.getByRole('button', { name: 'Try again' }).click();
      await expect(shop.payButton).toBeEnabled();
      await expect(shop.widget.getByLabel('Email')).toHaveValue('blocked@example.com');
      await expect(shop.widget.getByLabel('Name on card')).toHaveValue('Ada Berg');
      await shop.fill('blocked@example.com', VISA);
      await shop.payButton.click();
      await expect(shop.done).toBeVisible();
    });
  }

  test('when it takes very long, the customer is told, and it is welcome when it comes', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    const letGo = await holdUp(page, STRIPE_SCRIPT);
    await shop.show();
    await shop.widget.getByLabel('Email').fill('slow@example.com');
    await expect(shop.notice).toHaveCount(0);
    await page.clock.fastForward(15_000);
    await expect(shop.notice).toContainText(`${stripeHost()}, which takes very long to answer`);
    expect(await shop.codes()).toEqual(['stripe_timeout']);
    letGo();
    await expect(shop.payButton).toBeEnabled();
    await expect(shop.notice).toHaveCount(0);
    await expect(shop.widget.getByLabel('Email')).toHaveValue('slow@example.com');
  });

  test('when it hangs, trying again asks for it anew', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    await holdUp(page, STRIPE_SCRIPT);
    await shop.show();
    await expect(shop.widget.getByLabel('Email')).toBeVisible();
    await page.clock.fastForward(15_000);
    await expect(shop.notice).toBeVisible();
    await page.unroute(STRIPE_SCRIPT);
    await shop.widget.getByRole('button', { name: 'Try again' }).click();
    await expect(shop.payButton).toBeEnabled();
  });
});

test.describe('Stripe’s card fields', () => {
  test('when they are blocked, the customer is told and can try again', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await block(page, CARD_FRAME);
    await shop.show();
    await shop.widget.getByLabel('Email').fill('no-fields@example.com');
    await expect(shop.notice).toContainText('Stripe could not open the card form');
    await expect(shop.notice).not.toContainText(/shop/i);
    expect(await shop.codes()).toEqual(['card_form_failed']);
    await page.unroute(CARD_FRAME);
    await shop.widget.getByRole('button', { name: 'Try again' }).click();
    await expect(shop.payButton).toBeEnabled();
    await expect(shop.widget.getByLabel('Email')).toHaveValue('no-fields@example.com');
  });

  test('when they take very long, the customer is told, and they are welcome when they come', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    const opened = page.waitForRequest(CARD_FRAME);
    const letGo = await holdUp(page, CARD_FRAME);
    await shop.show();
    await opened;
    await expect(shop.notice).toHaveCount(0);
    await page.clock.fastForward(20_000);
    await expect(shop.notice).toContainText('The card form from Stripe does not open');
    expect(await shop.codes()).toEqual(['card_form_timeout']);
    letGo();
    await expect(shop.payButton).toBeEnabled();
    await expect(shop.notice).toHaveCount(0);
  });
});

test.describe('the frame', () => {
  const BLOCKED: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
    'is blocked by an extension': (page) => block(page, FRAME),
    'has its script blocked': (page) => block(page, FRAME_SCRIPT),
  };
  for (const [how, hinder] of Object.entries(BLOCKED)) {
    test(`when it ${how}, customer and page are told, and trying again works`, async ({ page }) => {
      const shop = new EmbeddingPage(page);
      await hinder(page);
      await shop.show();
      await expect(shop.pageNotice).toContainText('Turn off blockers for this page');
      await expect(page.locator('iframe')).toBeHidden();
      expect(await shop.codes()).toEqual(['frame_blocked']);
      await page.unrouteAll();
      await shop.pageNotice.getByRole('button', { name: 'Try again' }).click();
      await expect(shop.payButton).toBeEnabled();
      await expect(shop.pageNotice).toHaveCount(0);
    });
  }

  test('when the page’s policy allows no such frame, that is told at once', async ({ page }) => {
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    const shop = new EmbeddingPage(page);
    await shop.show({ headers: { 'content-security-policy': "frame-src 'none'; script-src * 'unsafe-inline'" } });
    await expect(shop.pageNotice).toContainText('the security settings of this page');
    expect(await shop.codes()).toEqual(['frame_blocked']);
  });

  test('when the key allows no such page, customer and page are told', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await shop.show({ attributes: { 'publishable-key': 'pk_nobody_has' } });
    await expect(shop.pageNotice).toContainText('tell the shop');
    expect(await shop.codes()).toEqual(['frame_blocked']);
  });

  test('when the connection is gone, that is what is said', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await page.route(FRAME, async (route) => {
      await page.route(LOADER, (again) => again.abort('internetdisconnected'));
      await route.abort('internetdisconnected');
    });
    await shop.show();
    await expect(shop.pageNotice).toContainText('cannot be reached right now');
    expect(await shop.codes()).toEqual(['frame_unreachable']);
  });

  test('when it takes very long, customer and page are told, and it is welcome when it comes', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    const frames = countRequests(page, FRAME);
    const letGo = await holdUp(page, FRAME);
    await shop.show();
    await expect.poll(frames).toBe(1);
    await expect(shop.pageNotice).toHaveCount(0);
    await page.clock.fastForward(20_000);
    await expect(shop.pageNotice).toContainText('takes very long to open');
    expect(await shop.codes()).toEqual(['frame_timeout']);
    letGo();
    await expect(shop.payButton).toBeEnabled();
    await expect(shop.pageNotice).toHaveCount(0);
    expect(frames()).toBe(1);
  });

  test('when all is well, nothing is said, however long the customer looks', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    await shop.open();
    await page.clock.fastForward(120_000);
    await expect(shop.payButton).toBeEnabled();
    expect(await shop.codes()).toEqual([]);
  });
});

test.describe('the server', () => {
  test('when it cannot be reached, the customer is told and can try again', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await page.route(API, (route) => route.abort());
    await shop.show();
    await expect(shop.notice).toContainText('cannot reach the checkout’s server');
    await expect(shop.notice).not.toContainText(/the shop/i);
    expect(await shop.codes()).toEqual(['network_error']);
    await page.unroute(API);
    await shop.widget.getByRole('button', { name: 'Try again' }).click();
    await expect(shop.payButton).toBeEnabled();
  });

  test('when it says nothing at all, the customer is told within half a minute', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    const asked = countRequests(page, API);
    await holdUp(page, API);
    await shop.show();
    await expect.poll(asked).toBe(1);
    await page.clock.fastForward(10_000);
    await expect.poll(asked).toBe(2);
    await page.clock.fastForward(10_000);
    await expect(shop.notice).toContainText('cannot reach the checkout’s server');
    expect(await shop.codes()).toEqual(['network_error']);
  });

  const NONSENSE: Readonly<Record<string, { body: string; contentType: string; status?: number }>> = {
    'a page': { body: '<!doctype html><title>Sign in to the Wi-Fi</title>', contentType: 'text/html' },
    'a page as an error': { body: '<h1>502 Bad Gateway</h1>', contentType: 'text/html', status: 502 },
    nothing: { body: '', contentType: 'application/json' },
    null: { body: 'null', contentType: 'application/json' },
    'another API’s answer': { body: '{"ok":true}', contentType: 'application/json' },
    'an answer without a price': {
      body: JSON.stringify([{ result: { data: { shop: { name: 'A' } } } }, { result: { data: { lines: [] } } }]),
      contentType: 'application/json',
    },
  };
  for (const [what, answer] of Object.entries(NONSENSE)) {
    test(`when it answers ${what}, the customer is told and can try again`, async ({ page }) => {
      const shop = new EmbeddingPage(page);
      await page.route(API, (route) => route.fulfill(answer));
      await shop.show();
      await expect(shop.notice).toContainText('an answer that makes no sense');
      expect(await shop.codes()).toEqual(['unreadable_answer']);
      await page.unroute(API);
      await shop.widget.getByRole('button', { name: 'Try again' }).click();
      await expect(shop.payButton).toBeEnabled();
    });
  }

  test('when it refuses, its own words are shown and it is not asked again', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const asked = countRequests(page, API);
    await shop.show({ attributes: { items: 'prod_unheard_of:1' } });
    await expect(shop.notice).toContainText('cannot be paid right now');
    expect(await shop.codes()).toEqual(['invalid_input']);
    expect(asked()).toBe(1);
  });

  test('when it answers nonsense while the customer pays, the payment is asked for again until it is clear', async ({
    page,
  }) => {
    const shop = new EmbeddingPage(page);
    const tokens: unknown[] = [];
    await page.route(/payments\.confirm/, async (route) => {
      tokens.push(route.request().postDataJSON()?.[0]?.confirmationTokenId);
      // The payment is made, and its answer is lost on the way.
      await route.fetch();
      await route.fulfill({ body: '<h1>504</h1>', contentType: 'text/html', status: 504 });
    });
    await shop.open();
    await shop.fill('nonsense@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.problem).toContainText('You will not be charged twice.');
    expect(await shop.codes()).toEqual(['unreadable_answer']);
    await page.unroute(/payments\.confirm/);
    const [again] = await Promise.all([page.waitForRequest(/payments\.confirm/), shop.payButton.click()]);
    await expect(shop.done).toBeVisible();
    expect(new Set([...tokens, again.postDataJSON()?.[0]?.confirmationTokenId]).size).toBe(1);
  });
});
