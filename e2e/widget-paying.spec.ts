import { expect, type Page, type Request, test } from '@playwright/test';
import Stripe from 'stripe';
import { answerWith, countRequests, EmbeddingPage, holdUp, refuseWith } from './embedding-page.ts';
import { openMail, sandboxKey, sandboxUrl } from './pages.ts';

const VISA = '4242424242424242';
const NO_FUNDS = '4000000000009995';
const QUOTE = /payments\.quote/;
const CREATE = /payments\.create/;
const CONFIRM = /payments\.confirm/;
const GET = /payments\.get/;
const TOKENS = /\/v1\/confirmation_tokens/;

/** Keeps what is sent to a procedure. */
function inputsOf(page: Page, procedure: RegExp): Record<string, unknown>[] {
  const inputs: Record<string, unknown>[] = [];
  page.on('request', (request: Request) => {
    if (procedure.test(request.url())) inputs.push(request.postDataJSON()[0]);
  });
  return inputs;
}

/** Changes the server's next answer to a procedure on its way, as an older or newer price would. */
async function alter(page: Page, procedure: RegExp, from: string, to: string): Promise<void> {
  await page.route(
    procedure,
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll(from, to) });
    },
    { times: 1 },
  );
}

/** Amounts in sentences stand between the marks of Unicode that keep their direction to themselves. */
const isolated = (text: string) => text.replace(/\$\d+\.\d\d/g, '\u2068$&\u2069');

test.describe('the price', () => {
  test('that was raised since it was shown is not charged: the customer reads the new one and decides', async ({
    page,
  }) => {
    const shop = new EmbeddingPage(page);
    await alter(page, QUOTE, '"2400"', '"2000"');
    const confirmations = inputsOf(page, CONFIRM);
    await shop.open();
    await expect(shop.payButton).toHaveText('Pay $20.00');
    await shop.fill('raised@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.problem).toHaveText(
      isolated(
        'The price has changed from $20.00 to $24.00. You have not been charged. Press Pay if you want to pay $24.00.',
      ),
    );
    await expect(shop.problem).toBeFocused();
    await expect(shop.payButton).toHaveText('Pay $24.00');
    await expect(shop.widget.locator('.total')).toHaveText('$24.00');
    expect(confirmations).toHaveLength(0);
    expect(await shop.codes()).toEqual(['total_changed']);

    await shop.payButton.click();
    await expect(shop.widget.getByText('has received $24.00')).toBeVisible();
    expect(confirmations).toHaveLength(1);
  });

  test('that the server says has changed is asked for anew', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await alter(page, QUOTE, '"2400"', '"9900"');
    await page.route(CREATE, (route) => refuseWith(route, 'conflict', 'Changed.', { reason: 'total_changed' }), {
      times: 1,
    });
    await shop.open();
    await shop.fill('refused@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.problem).toContainText(isolated('from $99.00 to $24.00'));
    await shop.payButton.click();
    await expect(shop.widget.getByText('has received $24.00')).toBeVisible();
  });

  test('of an order begun earlier is not charged when the screen shows another', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const orders = inputsOf(page, CREATE);
    await alter(page, CREATE, '"2400"', '"1900"');
    await shop.open();
    await shop.fill('kept-order@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.widget.getByText('has received $24.00')).toBeVisible();
    expect(new Set(orders.map(({ requestKey }) => requestKey)).size).toBe(2);
  });

  test('is told when it cannot be asked for anew, and nothing is charged', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const confirmations = inputsOf(page, CONFIRM);
    await shop.open();
    await page.route(CREATE, (route) => refuseWith(route, 'conflict', 'Changed.', { reason: 'total_changed' }));
    await page.route(QUOTE, (route) => route.abort());
    await shop.fill('no-quote@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.problem).toContainText('cannot reach the checkout’s server');
    expect(confirmations).toHaveLength(0);
  });

  for (const [currency, locale, price] of [
    ['usd', 'en-US', '$24.00'],
    ['eur', 'en-US', '€22.00'],
    ['eur', 'de-DE', '22,00 €'],
    ['JPY', 'ja-JP', '￥3,600'],
  ] as const) {
    test(`in ${currency} for ${locale} is the same on the button, in the summary and when it is paid`, async ({
      page,
    }) => {
      const shop = new EmbeddingPage(page);
      await shop.open({ attributes: { currency } });
      await shop.fill('currencies@example.com', VISA);
      await shop.set('locale', locale);
      await expect(shop.payButton).toHaveText(`Pay ${price}`);
      await expect(shop.widget.locator('.total')).toHaveText(price);
      await shop.payButton.click();
      await expect(shop.widget.getByText(`has received ${price}`)).toBeVisible();
    });
  }
});

test.describe('an order that ended', () => {
  for (const reload of [false, true]) {
    test(`canceled at Stripe gives way to a new one${reload ? ', also after a reload' : ''}`, async ({ page }) => {
      const shop = new EmbeddingPage(page);
      const email = `canceled-${reload}@example.com`;
      const orders = inputsOf(page, CREATE);
      const created = page.waitForResponse(CREATE);
      await shop.open();
      await shop.fill(email, NO_FUNDS);
      await shop.payButton.click();
      await expect(shop.problem).toContainText('not have enough funds');
      await cancelAtStripe(JSON.stringify(await (await created).json()));

      if (reload) await shop.open();
      await shop.fill(email, VISA);
      await shop.payButton.click();
      await expect(shop.done).toBeVisible();
      expect(new Set(orders.map(({ requestKey }) => requestKey)).size).toBe(2);
    });
  }

  test('while the customer pays is told, and the next press makes a new one', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const orders = inputsOf(page, CREATE);
    await page.route(CONFIRM, (route) => answerWith(route, { kind: 'canceled', paymentId: 'pay_1' }), { times: 1 });
    await shop.open();
    await shop.fill('canceled-meanwhile@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.problem).toContainText('canceled before it was paid');
    expect(await shop.codes()).toEqual(['canceled']);
    await shop.payButton.click();
    await expect(shop.done).toBeVisible();
    expect(new Set(orders.map(({ requestKey }) => requestKey)).size).toBe(2);
  });

  test('by being paid, unseen because of a reload, is not paid a second time', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const confirmations = inputsOf(page, CONFIRM);
    await shop.open();
    await shop.fill('reloaded@example.com', VISA);
    // The payment is made, and the page is gone before the answer is there.
    await page.route(
      CONFIRM,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const paid = page.waitForEvent('requestfailed', (request) => CONFIRM.test(request.url()));
    await shop.payButton.click();
    await paid;
    await shop.open();
    await shop.fill('reloaded@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.done).toBeVisible();
    expect(confirmations).toHaveLength(1);
  });
});

/** Cancels the payment intent whose client secret stands in a server's answer. */
async function cancelAtStripe(answer: string): Promise<void> {
  const { hostname, port } = new URL(sandboxUrl());
  const stripe = new Stripe(sandboxKey(), { host: hostname, port, protocol: 'http' });
  const [, intent = ''] = /"(pi_\w+?)_secret_/.exec(answer) ?? [];
  await stripe.paymentIntents.cancel(intent);
}

test.describe('a press of Pay', () => {
  test('and another in the same moment are one', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const [orders, tokens, confirmations] = [CREATE, TOKENS, CONFIRM].map((pattern) => countRequests(page, pattern));
    await shop.open();
    await shop.fill('same-moment@example.com', VISA);
    await shop.widget.locator('form').evaluate((form: HTMLFormElement) => {
      form.requestSubmit();
      form.requestSubmit();
      form.requestSubmit();
    });
    await expect(shop.done).toBeVisible();
    expect([orders?.(), tokens?.(), confirmations?.()]).toEqual([1, 1, 1]);
  });

  test('leaves a button that cannot be pressed until there is an outcome', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const letGo = await holdUp(page, CREATE);
    await shop.open();
    await shop.fill('pressed@example.com', NO_FUNDS);
    await shop.payButton.click();
    await expect(shop.widget.getByRole('button')).toHaveText('Paying');
    await expect(shop.widget.getByRole('button')).toBeDisabled();
    letGo();
    await expect(shop.problem).toContainText('not have enough funds');
    await expect(shop.payButton).toBeEnabled();
  });

  test('whose answer is lost is repeated as it was, and pays once', async ({ page }) => {
    const shop = new EmbeddingPage(page);
    const confirmations = inputsOf(page, CONFIRM);
    await page.route(
      CONFIRM,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await shop.open();
    await shop.fill('lost-answer@example.com', VISA);
    await shop.payButton.click();
    await expect(shop.done).toBeVisible();
    expect(confirmations).toHaveLength(2);
    expect(confirmations[1]).toEqual(confirmations[0]);
    expect(await shop.codes()).toEqual([]);
  });

  test('that Stripe never answers ends with a message, and the next one may go well', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    await shop.open();
    await shop.fill('stripe-silent@example.com', VISA);
    const asked = page.waitForRequest(TOKENS);
    await holdUp(page, TOKENS);
    await shop.payButton.click();
    await asked;
    await page.clock.fastForward(30_000);
    await expect(shop.problem).toContainText('Stripe does not answer. You have not been charged');
    expect(await shop.codes()).toEqual(['stripe_timeout']);
    await page.unroute(TOKENS);
    await shop.payButton.click();
    await expect(shop.done).toBeVisible();
  });

  test('that the bank is still working on is not called paid, on the screen or to the page', async ({ page }) => {
    await page.clock.install();
    const shop = new EmbeddingPage(page);
    const looks = countRequests(page, GET);
    await page.route(CONFIRM, (route) => answerWith(route, { kind: 'processing', paymentId: 'pay_1' }));
    await page.route(GET, (route) =>
      answerWith(route, { paymentId: 'pay_1', status: 'processing', failure: null, canRetry: false, card: null }),
    );
    await shop.open();
    await shop.fill('processing@example.com', VISA);
    await shop.payButton.click();
    const underWay = shop.widget.getByRole('heading', { name: 'Payment under way' });
    await expect(async () => {
      const seen = looks();
      await page.clock.fastForward(1_000);
      if (!(await underWay.isVisible())) expect(looks()).toBeGreaterThan(seen);
      await expect(underWay).toBeVisible({ timeout: 10 });
    }).toPass({ intervals: [20], timeout: 50_000 });

    await expect(shop.widget.locator('.done')).toContainText('$24.00, which is not complete yet');
    await expect(shop.widget.locator('.done')).not.toContainText(/thank you|has received|payment complete/i);
    const types = (await shop.heard()).map(({ type }) => type);
    expect(types).toContain('processing');
    expect(types).not.toContain('success');
  });
});

test('who tries one card after the other reads of a plain decline, and then has to start anew', async ({ page }) => {
  test.slow();
  const shop = new EmbeddingPage(page);
  await shop.open();
  await shop.fill('many-cards@example.com', NO_FUNDS);
  for (let time = 1; time <= 10; time += 1) {
    await shop.payButton.click();
    await expect(shop.problem).toContainText(time <= 3 ? 'not have enough funds' : 'Your card was declined.');
  }
  await shop.payButton.click();
  await expect(shop.problem).toContainText('Too many cards were tried for this order');
  await shop.card.getByLabel('Card number').fill(VISA);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  expect((await shop.codes()).slice(-1)).toEqual(['attempts_used_up']);
});

test('an internationalised e-mail address is taken, paid with and mailed to', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const inputs = inputsOf(page, CREATE);
  await shop.open();
  await shop.fill('m\u00fcller@b\u00fccher.example', VISA);
  await expect(shop.widget.getByLabel('Email')).toHaveValue(/^m\u00fcller@(b\u00fccher|xn--bcher-kva)\.example$/);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  expect(inputs).toHaveLength(1);
  await openMail(page, /m\u00fcller@xn--bcher-kva\.example/);
});

test('what is no e-mail address is marked in its field before anything is sent', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const orders = countRequests(page, CREATE);
  await shop.open();
  for (const email of ['ada@example', 'ada@example.com, eve@example.com', 'a..da@example.com', 'ada@192.168.0.1']) {
    await shop.fill(email, VISA);
    await shop.payButton.click();
    await expect(shop.widget.getByText('This e-mail address is not valid.')).toBeVisible();
    await expect(shop.widget.getByLabel('Email')).toBeFocused();
    await expect(shop.widget.getByLabel('Email')).toHaveAttribute('aria-invalid', 'true');
  }
  expect(orders()).toBe(0);
});

test('an e-mail address that the server refuses is marked in its field', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await page.route(
    CREATE,
    (route) => refuseWith(route, 'invalid_input', 'Not valid.', { 'customer.email': 'Invalid email address' }),
    { times: 1 },
  );
  await shop.open();
  await shop.fill('refused.address@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.widget.getByText('This e-mail address is not valid.')).toBeVisible();
  await expect(shop.widget.getByLabel('Email')).toBeFocused();
  await expect(shop.widget.getByLabel('Email')).toHaveAttribute('aria-invalid', 'true');
  await shop.widget.getByLabel('Email').fill('accepted@example.com');
  await expect(shop.widget.getByLabel('Email')).toHaveAttribute('aria-invalid', 'false');
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});
