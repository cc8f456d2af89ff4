import { expect, type Page, test } from '@playwright/test';
import { cardFrameOf, countRequests, EmbeddingPage, holdUp } from './embedding-page.ts';

const FRAME = /\/checkout\/frame/;
const QUOTE = /payments\.quote/;
const CARD_FRAME = /elements-inner\.html/;
const VISA = '4242424242424242';

/** Types all there is to type, and marks the card's frame so that another in its place would show. */
async function fillAndMark(shop: EmbeddingPage): Promise<void> {
  await shop.fill('typed@example.com', VISA);
  await shop.widget.getByLabel('Name on card').fill('Ada Berg');
  await cardFrameOf(shop.widget).evaluate((frame) => frame.setAttribute('data-marked', ''));
}

async function expectAllKept(shop: EmbeddingPage): Promise<void> {
  await expect(shop.widget.getByLabel('Email')).toHaveValue('typed@example.com');
  await expect(shop.widget.getByLabel('Name on card')).toHaveValue('Ada Berg');
  await expect(cardFrameOf(shop.widget)).toHaveAttribute('data-marked');
  await expect(shop.card.getByLabel('Card number')).toHaveValue('4242 4242 4242 4242');
  await expect(shop.card.getByLabel('Expiration date')).toHaveValue('12 / 34');
  await expect(shop.card.getByLabel('Security code')).toHaveValue('123');
  await expect(shop.card.getByLabel('ZIP code')).toHaveValue('12345');
}

const themeOf = (shop: EmbeddingPage) => shop.widget.locator('.widget');

for (const loader of ['before', 'after'] as const) {
  test(`the documented markup requests frame and price once when the loader runs ${loader} it is parsed`, async ({
    page,
  }) => {
    const shop = new EmbeddingPage(page);
    const [frames, quotes] = [countRequests(page, FRAME), countRequests(page, QUOTE)];
    await shop.open({ loader, attributes: { locale: 'en-US', theme: 'light', 'customer-email': 'ada@example.com' } });
    expect([frames(), quotes()]).toEqual([1, 1]);
    expect((await shop.heard()).map(({ type }) => type)).toEqual(['ready']);
  });
}

test('an element made by a script requests its frame once, whenever its attributes are set', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const frames = countRequests(page, FRAME);
  await shop.show({ body: '<main></main>' });
  await page.evaluate(() => {
    const element = document.createElement('flash-checkout');
    element.setAttribute('items', 'prod_mug:1');
    document.querySelector('main')?.append(element);
    element.setAttribute('currency', 'eur');
    element.setAttribute('publishable-key', 'pk_flashstudio_demo');
    document.body.append(element);
  });
  await expect(shop.payButton).toHaveText('Pay €22.00');
  expect(frames()).toBe(1);
  expect(await shop.codes()).toEqual([]);
});

test('a new publishable key makes one new frame, with whatever else changed at once', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const [frames, quotes] = [countRequests(page, FRAME), countRequests(page, QUOTE)];
  await shop.show({ attributes: { 'publishable-key': 'pk_nobody_has' } });
  await expect.poll(frames).toBe(1);
  await shop.element.evaluate((element) => {
    element.setAttribute('items', 'prod_mug:2');
    element.setAttribute('publishable-key', 'pk_flashstudio_demo');
    element.setAttribute('currency', 'eur');
  });
  await expect(shop.payButton).toHaveText('Pay €44.00');
  expect([frames(), quotes()]).toEqual([2, 1]);
});

test('new items ask for one new price, and nothing of what was typed is lost', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const [frames, quotes] = [countRequests(page, FRAME), countRequests(page, QUOTE)];
  const cardFrames = countRequests(page, CARD_FRAME);
  await shop.open();
  await fillAndMark(shop);
  const before = cardFrames();
  const letGo = await holdUp(page, QUOTE);
  await shop.set('items', 'prod_mug:2');
  await expect(shop.widget.getByRole('button', { name: 'Pay', exact: true })).toBeDisabled();
  letGo();
  await expect(shop.payButton).toHaveText('Pay $48.00');
  await expectAllKept(shop);
  await shop.set('currency', 'jpy');
  await expect(shop.payButton).toHaveText('Pay ¥7,200');
  await expectAllKept(shop);
  expect([frames(), quotes(), cardFrames()]).toEqual([1, 3, before]);
  await shop.payButton.click();
  await expect(shop.widget.getByText('has received ¥7,200')).toBeVisible();
});

test('what was typed survives changes of theme and locale, by the page and by the device', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const frames = countRequests(page, FRAME);
  await shop.open();
  await fillAndMark(shop);
  await shop.card.getByLabel('Security code').focus();

  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'dark');
  await expect(shop.card.getByLabel('Security code')).toBeFocused();
  await expectAllKept(shop);
  await shop.set('theme', 'light');
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'light');
  await shop.set('theme', 'dark');
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'dark');
  // The card fields went along.
  await expect.poll(() => backgroundOf(shop)).toBe('rgb(34, 35, 31)');
  await shop.set('locale', 'de-DE');
  await expect(shop.payButton).toHaveText('Pay 24,00 $');
  await expectAllKept(shop);
  expect(frames()).toBe(1);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
});

function backgroundOf(shop: EmbeddingPage): Promise<string> {
  return shop.card.getByLabel('Card number').evaluate((input) => getComputedStyle(input).backgroundColor);
}

test('the e-mail address the page suggests is taken, also later, until the customer types one', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const email = shop.widget.getByLabel('Email');
  await shop.open();
  await expect(email).toHaveValue('');
  await shop.set('customer-email', 'signed-in@example.com');
  await expect(email).toHaveValue('signed-in@example.com');
  await shop.set('customer-email', 'other@example.com');
  await expect(email).toHaveValue('other@example.com');

  await email.fill('');
  await expect(email).toHaveValue('');
  await shop.set('customer-email', 'again@example.com');
  await expect(email).toHaveValue('again@example.com');

  await email.fill('own@example.com');
  await shop.set('customer-email', 'late@example.com');
  await shop.set('theme', 'dark');
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'dark');
  await expect(email).toHaveValue('own@example.com');
});

test('items that cannot be bought stop paying with a message, and what was typed is there when they can', async ({
  page,
}) => {
  const shop = new EmbeddingPage(page);
  await shop.open();
  await fillAndMark(shop);
  await shop.set('items', 'prod_mug:none');
  await expect(shop.notice).toContainText('The items of this checkout are not valid.');
  await shop.set('items', Array(21).fill('prod_mug:1').join(','));
  await expect(shop.notice).toContainText('The items of this checkout are not valid.');
  await shop.set('items', 'prod_unheard_of:1');
  await expect(shop.notice).toContainText('cannot be paid right now');
  await expect(shop.widget.getByRole('button', { name: 'Pay', exact: true })).toBeDisabled();
  await shop.set('items', 'prod_mug:1');
  await expect(shop.payButton).toBeEnabled();
  await expectAllKept(shop);
  expect(await shop.codes()).toEqual(['items_invalid', 'invalid_input']);
});

test('an element without its attributes says which is missing, to the customer and to the page', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await shop.show({ body: '<flash-checkout items="prod_mug:1"></flash-checkout>' });
  await expect(shop.pageNotice).toContainText('publishable-key');
  expect(await shop.codes()).toEqual(['attribute_missing']);
  await shop.set('publishable-key', 'pk_flashstudio_demo');
  await expect(shop.payButton).toBeEnabled();
  await expect(shop.pageNotice).toHaveCount(0);
});

test('a widget moved with moveBefore keeps its frame and what was typed', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await shop.open();
  await fillAndMark(shop);
  await page.evaluate(() => {
    const place = document.createElement('section');
    document.body.append(place);
    const element = document.querySelector('flash-checkout');
    const move: unknown = Reflect.get(place, 'moveBefore');
    if (typeof move === 'function') move.call(place, element, null);
  });
  await expect(page.locator('section flash-checkout')).toBeVisible();
  await expectAllKept(shop);
});

test('a cart that changes while the customer pays changes nothing on the screen until it is paid', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  await shop.open();
  await shop.fill('mid-change@example.com', VISA);
  const letGo = await holdUp(page, /payments\.create/);
  await shop.payButton.click();
  await expect(shop.widget.getByRole('button', { name: 'Paying' })).toBeDisabled();
  await shop.set('items', 'prod_mug:3');
  await shop.set('theme', 'dark');
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'dark');
  await expect(shop.widget.locator('.total')).toHaveText('$24.00');
  letGo();
  await expect(shop.widget.getByText('has received $24.00')).toBeVisible();
});

test('a paid cart may be emptied by the page, and the next one is a new payment', async ({ page }) => {
  const shop = new EmbeddingPage(page);
  const keys = requestKeys(page);
  await shop.open();
  await shop.fill('again@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  await shop.set('items', '');
  await shop.set('theme', 'dark');
  await expect(themeOf(shop)).toHaveAttribute('data-theme', 'dark');
  await expect(shop.done).toBeVisible();

  await shop.set('items', 'prod_mug:1');
  await expect(shop.payButton).toBeEnabled();
  await shop.fill('again@example.com', VISA);
  await shop.payButton.click();
  await expect(shop.done).toBeVisible();
  expect(new Set(keys()).size).toBe(2);
  expect(
    new Set((await shop.heard()).filter(({ type }) => type === 'success').map((event) => event.paymentId)).size,
  ).toBe(2);
});

function requestKeys(page: Page): () => readonly string[] {
  const keys: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('payments.create')) keys.push(String(request.postDataJSON()?.[0]?.requestKey));
  });
  return () => keys;
}
