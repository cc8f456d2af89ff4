import { type BrowserContext, expect, test } from '@playwright/test';
import { EmbeddingPage, holdUp } from './embedding-page.ts';

const VISA = '4242424242424242';

/** Makes the browser behave as `change` says, in the widget's frame only. */
async function inTheFrame(context: BrowserContext, change: () => void): Promise<void> {
  await context.addInitScript(`if (location.pathname === '/checkout/frame') (${change.toString()})();`);
}

const STORAGES: Readonly<Record<string, () => void>> = {
  'is denied to frames of other sites': () => {
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  },
  'is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  },
  'cannot be read or emptied': () => {
    Storage.prototype.getItem = () => {
      throw new DOMException('The database is broken.', 'UnknownError');
    };
    Storage.prototype.removeItem = Storage.prototype.getItem;
  },
  'is missing': () => {
    Object.defineProperty(window, 'sessionStorage', { value: null });
  },
};

for (const [trouble, change] of Object.entries(STORAGES)) {
  test(`a customer whose browser storage ${trouble} pays, once`, async ({ page, context }) => {
    await inTheFrame(context, change);
    const shop = new EmbeddingPage(page);
    const keys: unknown[] = [];
    page.on('request', (request) => {
      if (request.url().includes('payments.create')) keys.push(request.postDataJSON()?.[0]?.requestKey);
    });
    await shop.open();
    await shop.fill('no-storage@example.com', '4000000000009995');
    await shop.payButton.click();
    await expect(shop.problem).toContainText('not have enough funds');
    await shop.card.getByLabel('Card number').fill(VISA);
    await shop.payButton.click();
    await expect(shop.done).toBeVisible();
    expect(new Set(keys).size).toBe(1);
  });
}

test('a customer on a page without https, where browsers make no UUIDs, pays', async ({ page, context }) => {
  await inTheFrame(context, () => {
    Object.defineProperty(window.crypto, 'randomUUID', { value: undefined });
  });
  const shop = new EmbeddingPage(page);
  await shop.open();
  await shop.fill('no-uuid@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});

test('whatever throws while a customer pays is told to both, and the button works again', async ({ page, context }) => {
  await inTheFrame(context, () => {
    const { getRandomValues } = window.crypto;
    let calls = 0;
    window.crypto.getRandomValues = (array) => {
      calls += 1;
      if (calls === 1) throw new Error('out of randomness');
      return getRandomValues.call(window.crypto, array) as typeof array;
    };
  });
  const shop = new EmbeddingPage(page);
  await shop.open();
  await shop.fill('throws@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.problem).toContainText('a fault of its own');
  await expect(shop.problem).toBeFocused();
  expect(await shop.codes()).toEqual(['widget_failed']);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});

for (const [locale, price] of [
  ['en_US', 'Pay $24.00'],
  ['en-US@posix', 'Pay $24.00'],
  ['de_DE.UTF-8@euro', 'Pay 24,00 $'],
  ['not a locale', 'Pay $24.00'],
  ['C', 'Pay $24.00'],
] as const) {
  test(`a page may say locale="${locale}"`, async ({ page }) => {
    const shop = new EmbeddingPage(page);
    await shop.open({ attributes: { locale } });
    await expect(shop.payButton).toHaveText(price);
    await expect(shop.widget.locator('.total')).toHaveText(price.slice(4));
    expect(await shop.codes()).toEqual([]);
  });
}

test('a browser may say a locale that is no language tag', async ({ page, context }) => {
  await inTheFrame(context, () => {
    Object.defineProperty(navigator, 'language', { value: 'en-US@posix' });
    Object.defineProperty(navigator, 'languages', { value: ['en-US@posix', 'C'] });
  });
  const shop = new EmbeddingPage(page);
  await shop.open();
  await expect(shop.payButton).toHaveText('Pay $24.00');
});

test('in a language written from right to left the amount is one piece, and paying works', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await shop.open({ attributes: { locale: 'ar-EG' } });
  await expect(shop.payButton.locator('bdi')).toHaveText(/٢٤٫٠٠/);
  await shop.fill('rtl@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});

test('a locale that changes to nonsense and back never stops the widget', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await shop.open();
  for (const locale of ['xx_YY@@', '-', 'fr_FR']) await shop.set('locale', locale);
  await expect(shop.payButton).toHaveText('Pay 24,00 $US');
  expect(await shop.codes()).toEqual([]);
});

test('a widget that cannot be shown says so to both, and a reload brings it back', async ({ page, context }) => {
  await inTheFrame(context, () => {
    const { NumberFormat } = Intl;
    Object.defineProperty(Intl, 'NumberFormat', {
      get() {
        if (sessionStorage.getItem('mended') === null) throw new RangeError('no amounts today');
        return NumberFormat;
      },
    });
  });
  const shop = new EmbeddingPage(page);
  await shop.show();
  await expect(shop.notice).toContainText('a fault of its own');
  await expect(shop.page.locator('iframe[title="Checkout"]')).toHaveJSProperty('clientHeight', 320);
  expect(await shop.codes()).toEqual(['widget_failed']);
  await shop.widget.locator('body').evaluate(() => sessionStorage.setItem('mended', ''));
  await shop.widget.getByRole('button', { name: 'Reload the checkout' }).click();
  await expect(shop.payButton).toBeEnabled();
});

test('a widget that breaks while the customer pays asks nobody to pay again, and tells how it ended', async ({
  page,
  context,
}) => {
  await inTheFrame(context, () => {
    const { NumberFormat } = Intl;
    Object.defineProperty(Intl, 'NumberFormat', {
      get() {
        if (document.title === 'Broken') throw new RangeError('no more amounts');
        return NumberFormat;
      },
    });
  });
  const shop = new EmbeddingPage(page);
  await shop.open();
  await shop.fill('breaks@example.com', VISA);
  const letGo = await holdUp(page, /payments\.confirm/);
  await Promise.all([page.waitForRequest(/payments\.confirm/), shop.payButton.click()]);
  await expect(shop.widget.getByRole('button', { name: 'Paying' })).toBeDisabled();
  await shop.widget.locator('body').evaluate(() => {
    document.title = 'Broken';
  });
  await shop.set('locale', 'fr');
  await expect(shop.notice).toContainText('Your payment is under way');
  await expect(shop.widget.getByRole('button')).toHaveCount(0);
  letGo();
  await expect(shop.notice).toContainText('Payment complete');
  await expect(shop.notice).toContainText('please do not pay again');
  expect((await shop.heard()).map(({ type }) => type)).toContain('success');
});
