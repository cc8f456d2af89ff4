import AxeBuilder from '@axe-core/playwright';
import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { type RunningExample, startExample } from '../packages/stripe-sandbox/examples/react-checkout/start.ts';

let example: RunningExample;
test.beforeAll(async () => {
  example = await startExample();
});
test.afterAll(() => example.close());

/** The example's checkout, as a customer uses it. */
class Checkout {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  readonly card = (): FrameLocator => this.page.frameLocator('iframe[title="Secure payment input frame"]');
  readonly address = (): FrameLocator => this.page.frameLocator('iframe[title="Secure address input frame"]');
  readonly bank = (): FrameLocator => this.page.frameLocator('iframe[title="Bank authentication"]');
  readonly payButton = (): Locator => this.page.getByRole('button', { name: /^(Pay|Save card)/ });
  readonly problem = (): Locator => this.page.locator('form > .problem');
  readonly done = (): Locator => this.page.getByRole('heading', { name: 'Thank you, it is done.' });
  readonly events = (): Locator => this.page.getByRole('list', { name: 'Events', includeHidden: true });

  async open(query = ''): Promise<void> {
    await this.page.goto(`${example.url}/?locale=en&${query}`);
    await expect(this.payButton()).toBeEnabled();
  }

  async fill(number: string, { postal = true } = {}): Promise<void> {
    await this.card().getByLabel('Card number').fill(number);
    await this.card().getByLabel('Expiration date').fill('1234');
    await this.card().getByLabel('Security code').fill('123');
    if (postal) await this.card().getByLabel('ZIP code').fill('12345');
  }

  /** The object the customer is told of, as the merchant's server sees it. */
  async paid() {
    await expect(this.done()).toBeVisible();
    const id = (await this.page.locator('.done code').textContent()) ?? '';
    return example.stripe.paymentIntents.retrieve(id, { expand: ['payment_method', 'latest_charge'] });
  }
}

test('a new card pays', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await checkout.fill('4242424242424242');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({
    status: 'succeeded',
    payment_method: { card: { last4: '4242' }, billing_details: { address: { country: 'US', postal_code: '12345' } } },
  });
});

test('what is missing or wrong is told field by field, in the form', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await checkout.payButton().click();
  const number = checkout.card().getByLabel('Card number');
  await expect(checkout.card().getByText('Your card number is incomplete.')).toBeVisible();
  await expect(number).toHaveAccessibleDescription('Your card number is incomplete.');
  await expect(number).toBeFocused();
  await expect(checkout.problem()).toContainText('incomplete');
  await checkout.fill('4242424242424241');
  await checkout.payButton().click();
  await expect(number).toHaveAccessibleDescription('Your card number is invalid.');
});

test('a declined card is told, keeps what was typed, and another card pays', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await checkout.fill('4000000000009995');
  await checkout.payButton().click();
  await expect(checkout.problem()).toHaveText('Your card has insufficient funds.');
  await expect(checkout.card().getByLabel('Expiration date')).toHaveValue('12 / 34');
  await checkout.card().getByLabel('Card number').fill('5555555555554444');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({ payment_method: { card: { brand: 'mastercard' } } });
});

test('3D Secure over the page: failed, closed, passed', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await checkout.fill('4000000000003220');
  await checkout.payButton().click();
  await expect(checkout.bank().getByText('$24.00')).toBeVisible();
  await checkout.bank().getByRole('button', { name: 'Fail authentication' }).click();
  await expect(checkout.problem()).toContainText('unable to authenticate');

  await checkout.payButton().click();
  await expect(checkout.bank().getByRole('button', { name: 'Complete authentication' })).toBeEnabled();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(checkout.problem()).toContainText('unable to authenticate');

  await checkout.payButton().click();
  await checkout.bank().getByRole('button', { name: 'Complete authentication' }).click();
  expect(await checkout.paid()).toMatchObject({ status: 'succeeded' });
});

test('3D Secure as a page of its own, and back', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('flow=deferred&bank=page');
  await checkout.fill('4000000000003220');
  await checkout.payButton().click();
  await page.waitForURL(`${example.sandboxUrl}/v3/3ds/**`);
  await expect(page.getByText('$24.00')).toBeVisible();
  await expect(page.getByText('Coffee beans, 1 kg')).toBeVisible();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await page.waitForURL(/\/done\?payment_intent=pi_\w+&payment_intent_client_secret=\w+&redirect_status=succeeded$/);
  expect(await checkout.paid()).toMatchObject({ status: 'succeeded' });
});

test('3D Secure as a page of its own: failing it comes back and says so; answering it again changes nothing', async ({
  page,
}) => {
  const checkout = new Checkout(page);
  await checkout.open('flow=deferred&bank=page');
  await checkout.fill('4000000000003220');
  await checkout.payButton().click();
  await page.waitForURL(`${example.sandboxUrl}/v3/3ds/**`);
  const bank = page.url();
  await page.getByRole('button', { name: 'Fail authentication' }).click();
  await page.waitForURL(/\/done\?.*redirect_status=failed$/);
  await expect(page.getByRole('heading', { name: 'Your bank did not confirm it.' })).toBeVisible();
  await page.goto(bank);
  await expect(page.getByRole('alert')).toContainText('answered already');
  await expect(page.getByRole('button', { name: 'Complete authentication' })).toBeDisabled();
});

test('a confirmation that always leads away comes back to return_url with the payment', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('redirect=always');
  await checkout.fill('4242424242424242');
  await checkout.payButton().click();
  await page.waitForURL(/\/done\?payment_intent=pi_\w+&payment_intent_client_secret=\w+&redirect_status=succeeded$/);
  await expect(checkout.done()).toBeVisible();
});

test('two clicks pay once', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  const outcome = await page.evaluate(async (origin) => {
    const Stripe = Reflect.get(window, 'Stripe');
    const session = await fetch('/api/session', {
      method: 'POST',
      body: JSON.stringify({ flow: 'payment', returning: false }),
    }).then((answer) => answer.json());
    const stripe = Stripe('pk_test_flashstudio');
    const method = await fetch(`${origin}/v1/payment_methods`, {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_flashstudio' },
      body: new URLSearchParams({
        type: 'card',
        'card[number]': '4242424242424242',
        'card[exp_month]': '12',
        'card[exp_year]': '34',
      }),
    }).then((answer) => answer.json());
    const confirm = () => stripe.confirmCardPayment(session.clientSecret, { payment_method: method.id });
    const [first, second] = await Promise.all([confirm(), confirm()]);
    return [first.paymentIntent?.id, second.paymentIntent?.id, second.error?.message];
  }, example.sandboxUrl);
  const [id, same, error] = outcome;
  expect(same).toBe(id);
  expect(error).toBeUndefined();
  expect((await example.stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
});

test('a saved card pays; another can be used; one can be removed', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('customer=returning');
  const saved = checkout.card().getByRole('group', { name: 'Saved cards' });
  await expect(saved.getByRole('radio')).toHaveCount(3);
  await expect(saved.getByRole('radio', { name: 'Visa ending in 4242' })).toBeChecked();
  await expect(checkout.card().getByLabel('Card number')).toBeHidden();
  await saved.getByRole('radio', { name: 'Mastercard ending in 4444' }).check();
  await expect(checkout.events()).toContainText('change complete saved');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({
    payment_method: { card: { last4: '4444' } },
    setup_future_usage: null,
  });

  await checkout.open('customer=returning');
  await checkout.card().getByRole('button', { name: 'Remove card ending in 4242' }).click();
  await expect(saved.getByRole('radio')).toHaveCount(2);
  await expect(saved.getByRole('radio', { name: 'Mastercard ending in 4444' })).toBeChecked();
  await expect(checkout.events()).toContainText('saved card removed: true');
});

test('a new card is kept when its customer ticks so, and only then', async ({ page }) => {
  const checkout = new Checkout(page);
  const terms = checkout.card().getByText('you allow FlashStudio demo to charge your card');
  for (const { ticked, usage, redisplay, kept } of [
    { ticked: true, usage: 'off_session', redisplay: 'always', kept: 3 },
    { ticked: false, usage: null, redisplay: 'unspecified', kept: 2 },
  ]) {
    await checkout.open('customer=returning');
    await checkout.card().getByRole('radio', { name: 'Use another card' }).check();
    await checkout.fill('378282246310005');
    await checkout.card().getByLabel('Security code').fill('1234');
    await expect(terms).toBeHidden();
    if (ticked) {
      await checkout.card().getByRole('checkbox', { name: 'Save payment details' }).check();
      await expect(terms).toBeVisible();
    }
    await checkout.payButton().click();
    const intent = await checkout.paid();
    expect(intent).toMatchObject({ setup_future_usage: usage, payment_method: { allow_redisplay: redisplay } });
    const methods = await example.stripe.paymentMethods.list({ customer: String(intent.customer) });
    expect(methods.data).toHaveLength(kept);
  }
});

test('a card is set up for later, after its bank has been asked', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('flow=setup');
  await expect(checkout.card().getByText('you allow FlashStudio demo to charge your card')).toBeVisible();
  await checkout.fill('4000002500003155');
  await checkout.payButton().click();
  await expect(checkout.bank().getByText('saves this card')).toBeVisible();
  await expect(checkout.bank().getByText('Nothing')).toBeVisible();
  await checkout.bank().getByRole('button', { name: 'Fail authentication' }).click();
  await expect(checkout.problem()).toContainText('unable to authenticate');

  await checkout.payButton().click();
  await checkout.bank().getByRole('button', { name: 'Complete authentication' }).click();
  await expect(checkout.done()).toBeVisible();
  const id = (await page.locator('.done code').textContent()) ?? '';
  const intent = await example.stripe.setupIntents.retrieve(id, { expand: ['payment_method'] });
  expect(intent).toMatchObject({ status: 'succeeded', payment_method: { customer: intent.customer } });
});

test('a shipping address goes with the payment', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('address=shipping');
  await checkout.fill('4242424242424242');
  await checkout.payButton().click();
  await expect(checkout.address().getByLabel('Full name')).toHaveAccessibleDescription('This field is incomplete.');
  await expect(checkout.address().getByLabel('Full name')).toBeFocused();
  await checkout.address().getByLabel('Full name').fill('Ada Lovelace');
  await checkout.address().getByLabel('Country').selectOption('DE');
  await expect(checkout.address().getByLabel('State or province')).toBeHidden();
  await checkout.address().getByLabel('Address line 1').fill('Unter den Linden 1');
  await checkout.address().getByLabel('Postal code').fill('10117');
  await checkout.address().getByLabel('City').fill('Berlin');
  await checkout.address().getByLabel('Phone number').fill('+49 30 1234567');
  await expect(checkout.events()).toContainText('address complete: DE Berlin');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({
    shipping: {
      name: 'Ada Lovelace',
      phone: '+49 30 1234567',
      address: { line1: 'Unter den Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE', state: null },
    },
    latest_charge: { shipping: { name: 'Ada Lovelace' } },
  });
});

test('a billing address is asked for once, and goes with the card', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('address=billing');
  await expect(checkout.card().getByLabel('ZIP code')).toBeHidden();
  await expect(checkout.card().getByLabel('Country')).toBeHidden();
  await checkout.address().getByLabel('Full name').fill('Ada Lovelace');
  await checkout.address().getByLabel('Address line 1').fill('1 Main Street');
  await checkout.address().getByLabel('City').fill('Springfield');
  await checkout.address().getByLabel('State or province').fill('IL');
  await checkout.address().getByLabel('ZIP code').fill('62701');
  await checkout.fill('4242424242424242', { postal: false });
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({
    shipping: null,
    payment_method: {
      billing_details: { name: 'Ada Lovelace', address: { city: 'Springfield', state: 'IL', postal_code: '62701' } },
    },
  });
});

test('the older card element pays on one line', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('element=card');
  const line = page.frameLocator('iframe[title="Secure card payment input frame"]');
  await line.getByLabel('Card number').fill('4242424242424242');
  await line.getByLabel('Expiration date').fill('1234');
  await line.getByLabel('Security code').fill('123');
  await line.getByLabel('ZIP code').fill('12345');
  await expect(page.locator('.StripeElement--complete')).toBeVisible();
  await expect(checkout.events()).toContainText('card visa complete');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({
    payment_method: { billing_details: { address: { postal_code: '12345' } } },
  });
});

test('the form tells when it cannot be loaded: an unknown secret, a wrong key, a sandbox that is gone', async ({
  page,
}) => {
  const problem = page.locator('form > .problem');
  await page.goto(`${example.url}/?secret=pi_unknown_secret_x`);
  await expect(problem).toContainText('No such payment_intent');
  await page.goto(`${example.url}/?key=pk_test_wrong`);
  await expect(problem).toContainText('Invalid API Key provided');
  await page.route('**/v3/elements-inner.html', (route) => route.abort());
  await page.goto(example.url);
  await expect(problem).toContainText('could not be loaded');
  await expect(page.getByRole('button', { name: /^Pay/ })).toBeDisabled();
});

test('events tell the page of the form, and wallets are absent', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await expect(checkout.events()).toContainText('loader start');
  await expect(checkout.events()).toContainText('wallets ready: none');
  await checkout.card().getByLabel('Card number').focus();
  await expect(checkout.events()).toContainText('focus');
  await page.keyboard.type('42');
  await expect(checkout.events()).toContainText('change incomplete');
  await page.keyboard.press('Escape');
  await expect(checkout.events()).toContainText('escape');
  await page.getByText('Events', { exact: true }).focus();
  await expect(checkout.events()).toContainText('blur');
});

test('the form speaks German', async ({ page }) => {
  await page.goto(`${example.url}/?locale=de&customer=returning`);
  const card = page.frameLocator('iframe[title="Secure payment input frame"]');
  await card.getByRole('radio', { name: 'Andere Karte verwenden' }).check();
  await expect(card.getByLabel('Kartennummer')).toBeVisible();
  await expect(card.getByLabel('Land')).toHaveValue('DE');
  await expect(card.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(card.getByText('Die Kartennummer ist unvollständig.')).toBeVisible();
});

test('appearance: a theme, the variables and the rules of the page', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('theme=night');
  const number = checkout.card().getByLabel('Card number');
  await expect(number).toHaveCSS('background-color', 'rgb(48, 49, 61)');
  await expect(number).toHaveCSS('color', 'rgb(244, 245, 247)');
  await expect(page.locator('iframe[title="Secure payment input frame"]')).toHaveCSS('color-scheme', 'dark');

  await checkout.open('theme=brand');
  await expect(number).toHaveCSS('font-family', 'Georgia, serif');
  await expect(number).toHaveCSS('font-size', '17px');
  await expect(number).toHaveCSS('border-radius', '14px');
  await expect(number).toHaveCSS('border-top-width', '2px');
  await expect(number).toHaveCSS('background-color', 'rgb(255, 250, 243)');
  await number.focus();
  await expect(number).toHaveCSS('box-shadow', 'rgba(138, 59, 18, 0.2) 0px 0px 0px 4px');
  await expect(checkout.card().getByText('Card number')).toHaveCSS('font-weight', '700');
  await checkout.payButton().click();
  const expiry = checkout.card().getByLabel('Expiration date');
  await expect(expiry).toHaveCSS('box-shadow', 'rgb(163, 18, 58) 0px 0px 0px 2px');
  await expect(checkout.card().getByText('expiration date is incomplete')).toHaveCSS('font-style', 'italic');
});

test('floating labels rest in an empty field and rise above what is typed', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('labels=floating');
  const label = checkout.card().getByText('Card number');
  const top = async () => (await label.boundingBox())?.y ?? 0;
  const resting = await top();
  await checkout.card().getByLabel('Card number').fill('4242');
  await expect.poll(top).toBeLessThan(resting);
});

test('an accordion pays too', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open('layout=accordion');
  await expect(checkout.card().getByRole('button', { name: 'Card' })).toHaveAttribute('aria-expanded', 'true');
  await checkout.fill('4242424242424242');
  await checkout.payButton().click();
  expect(await checkout.paid()).toMatchObject({ status: 'succeeded' });
});

test('the keyboard alone is enough to pay', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  await page.locator('h1').click();
  const keys = page.keyboard;
  await keys.press('Tab');
  await expect(checkout.card().getByLabel('Card number')).toBeFocused();
  for (const typed of ['4242424242424242', '1234', '123']) {
    await keys.type(typed);
    await keys.press('Tab');
  }
  await expect(checkout.card().getByLabel('Country')).toBeFocused();
  await keys.press('Tab');
  await keys.type('12345');
  await keys.press('Tab');
  await expect(checkout.payButton()).toBeFocused();
  await keys.press('Enter');
  expect(await checkout.paid()).toMatchObject({ status: 'succeeded' });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${scheme}`, async ({ page }) => {
    // Two looks at a page with two frames take their time on a busy machine.
    test.slow();
    await page.emulateMedia({ colorScheme: scheme });
    const checkout = new Checkout(page);
    await checkout.open(`customer=returning&address=shipping&theme=${scheme === 'dark' ? 'night' : 'stripe'}`);
    await checkout.card().getByRole('radio', { name: 'Use another card' }).check();
    await checkout.payButton().click();
    await expect(checkout.card().getByText('Your card number is incomplete.')).toBeVisible();
    // Fields in a frame are see-through; axe takes what is behind for white, so there it judges all but contrast.
    const whole = await new AxeBuilder({ page }).disableRules(scheme === 'dark' ? ['color-contrast'] : []).analyze();
    const outside = await new AxeBuilder({ page }).exclude('iframe').analyze();
    const serious = [...whole.violations, ...outside.violations].filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
    expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });
}

test('the page of the shop cannot read the card number, and is told nothing of it', async ({ page }) => {
  const checkout = new Checkout(page);
  await page.addInitScript(() => {
    const heard: string[] = [];
    Reflect.set(window, 'heard', heard);
    const descriptor = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      set(listener: (event: MessageEvent) => void) {
        descriptor?.set?.call(this, (event: MessageEvent) => {
          heard.push(JSON.stringify(event.data));
          listener(event);
        });
      },
    });
  });
  await checkout.open();
  await checkout.fill('4242424242424242');
  await expect(checkout.events()).toContainText('change complete');
  const seen = await page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Secure payment input frame"]');
    return { document: frame?.contentDocument ?? null, heard: String(Reflect.get(window, 'heard')) };
  });
  expect(seen.document).toBeNull();
  expect(seen.heard).toContain('"complete":true');
  expect(seen.heard).not.toMatch(/4242|1234|123"/);
  const frame = page.frames().find((one) => one.url().includes('elements-inner'));
  expect(new URL(frame?.url() ?? '').origin).toBe(example.sandboxUrl);
});

/** Puts a Payment Element of a group of its own onto the example's page, and gives what a shop's script could do. */
async function mountOwn(page: Page, options: Record<string, unknown>): Promise<FrameLocator> {
  const checkout = new Checkout(page);
  await checkout.open();
  await page.evaluate(async (elementOptions) => {
    const session = await fetch('/api/session', {
      method: 'POST',
      body: JSON.stringify({ flow: 'payment', returning: false }),
    }).then((answer) => answer.json());
    document.body.innerHTML = '<div id="own"></div>';
    const stripe = Reflect.get(window, 'Stripe')('pk_test_flashstudio');
    const elements = stripe.elements({ clientSecret: session.clientSecret });
    const payment = elements.create('payment', elementOptions);
    Object.assign(window, { own: { stripe, elements, payment, session } });
    await new Promise((resolve) => payment.on('ready', resolve).mount('#own'));
  }, options);
  return page.frameLocator('#own iframe');
}

test('a page decides what the form asks for, and what it says', async ({ page }) => {
  const form = await mountOwn(page, {
    defaultValues: { billingDetails: { name: 'Ada', address: { country: 'GB', postal_code: 'N1 9GU' } } },
    fields: { billingDetails: { name: 'always' } },
    terms: { card: 'always' },
    business: { name: 'Roastery' },
  });
  await expect(form.getByLabel('Full name')).toHaveValue('Ada');
  await expect(form.getByLabel('Postal code')).toHaveValue('N1 9GU');
  await expect(form.getByText('you allow Roastery to charge')).toBeVisible();

  await page.evaluate(() => Reflect.get(window, 'own').payment.update({ readOnly: true, terms: { card: 'never' } }));
  await expect(form.getByLabel('Card number')).toBeDisabled();
  await expect(form.getByText('you allow Roastery to charge')).toBeHidden();
  await page.evaluate(() => Reflect.get(window, 'own').payment.update({ readOnly: false }).collapse());
  await expect(form.getByLabel('Card number')).toBeHidden();
  await form.getByRole('button', { name: 'Card' }).click();
  await expect(form.getByLabel('Card number')).toBeFocused();

  await page.evaluate(() => Reflect.get(window, 'own').elements.update({ appearance: { theme: 'night' } }));
  await expect(form.getByLabel('Card number')).toHaveCSS('background-color', 'rgb(48, 49, 61)');
  expect(await page.evaluate(() => Reflect.get(window, 'own').elements.fetchUpdates())).toEqual({});
});

test('what the form does not ask for the page must say', async ({ page }) => {
  const form = await mountOwn(page, { fields: { billingDetails: 'never' } });
  await expect(form.getByLabel('Country')).toBeHidden();
  await form.getByLabel('Card number').fill('4242424242424242');
  await form.getByLabel('Expiration date').fill('1234');
  await form.getByLabel('Security code').fill('123');
  const outcome = await page.evaluate(async () => {
    const { stripe, elements } = Reflect.get(window, 'own');
    const confirm = (billing_details: object) =>
      stripe.confirmPayment({
        elements,
        redirect: 'if_required',
        confirmParams: { payment_method_data: { billing_details } },
      });
    const silent = await confirm({}).catch((error: Error) => `${error.name}: ${error.message}`);
    const { paymentIntent } = await confirm({ name: 'Ada', address: { country: 'FR', postal_code: '75001' } });
    return { silent, id: paymentIntent?.id };
  });
  expect(outcome.silent).toMatch(
    /^IntegrationError: You specified "never" for fields\.billing_details\.address\.country/,
  );
  const intent = await example.stripe.paymentIntents.retrieve(outcome.id, { expand: ['payment_method'] });
  expect(intent).toMatchObject({
    status: 'succeeded',
    payment_method: { billing_details: { name: 'Ada', address: { country: 'FR', postal_code: '75001' } } },
  });
});

test('cards that exist already are set up and paid with by their id', async ({ page }) => {
  await mountOwn(page, {});
  const { customer } = await page.evaluate(() => Reflect.get(window, 'own').session);
  const setup = await example.stripe.setupIntents.create({ customer });
  const challenged = await example.stripe.paymentIntents.create({
    amount: 900,
    currency: 'usd',
    customer,
    payment_method: 'pm_card_threeDSecure2Required',
    confirm: true,
    return_url: example.url,
    use_stripe_sdk: true,
  });
  const running = page.evaluate(
    async ([setupSecret, paymentSecret]) => {
      const { stripe } = Reflect.get(window, 'own');
      const kept = await stripe.confirmCardSetup(setupSecret, { payment_method: 'pm_card_visa' });
      const paid = await stripe.handleCardAction(paymentSecret);
      return [kept.setupIntent?.status, paid.paymentIntent?.status];
    },
    [setup.client_secret, challenged.client_secret],
  );
  await page
    .frameLocator('iframe[title="Bank authentication"]')
    .getByRole('button', { name: 'Complete authentication' })
    .click();
  expect(await running).toEqual(['succeeded', 'succeeded']);
});

test('misuse is told to the developer as Stripe.js does', async ({ page }) => {
  const checkout = new Checkout(page);
  await checkout.open();
  const problems = await page.evaluate(async () => {
    const Stripe = Reflect.get(window, 'Stripe');
    const stripe = Stripe('pk_test_flashstudio');
    const deferred = () => stripe.elements({ mode: 'payment', amount: 100, currency: 'usd' });
    const attempts: Record<string, () => unknown> = {
      'secret key': () => Stripe('sk_test_flashstudio'),
      'no intent': () => stripe.elements().create('payment'),
      'unknown element': () => deferred().create('iban'),
      'a second one': () => {
        const elements = deferred();
        elements.create('payment');
        elements.create('payment');
      },
      'nowhere to mount': () => deferred().create('payment').mount('#nowhere'),
      'not mounted': () => deferred().submit(),
      'before submit': () => stripe.createConfirmationToken({ elements: deferred() }),
      'no return_url': () => stripe.confirmPayment({ clientSecret: 'pi_1_secret_2' }),
      'setup for payment': () => stripe.confirmPayment({ clientSecret: 'seti_1_secret_2', redirect: 'if_required' }),
      'bad secret': () => stripe.retrievePaymentIntent('pi_1'),
    };
    const outcomes: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt();
        outcomes[name] = 'nothing';
      } catch (error) {
        outcomes[name] = error instanceof Error ? error.name : 'thrown';
      }
    }
    return outcomes;
  });
  expect(new Set(Object.values(problems))).toEqual(new Set(['IntegrationError']));
  expect(Object.keys(problems)).toHaveLength(10);
});
