import { expect, type FrameLocator, type Locator, type Page, type Route } from '@playwright/test';
import { Shop, url } from './pages.ts';

/** An event of the widget as the page around it heard it. */
export interface Heard {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly paymentId?: string;
}

interface Embedding {
  /** In the order of the markup. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the page says instead of the documented element. */
  readonly body?: string;
  /** Whether the loader comes before the element is parsed, or after. */
  readonly loader?: 'before' | 'after';
}

const DOCUMENTED = { 'publishable-key': 'pk_flashstudio_demo', items: 'prod_mug:1', currency: 'usd' };
const LISTEN = `window.heard = [];
for (const type of ['ready', 'change', 'success', 'processing', 'error'])
  addEventListener('flash-checkout:' + type, (event) => window.heard.push({ type, ...event.detail }));`;

/** A page of some shop that embeds the widget by its documented markup and remembers what it hears. */
export class EmbeddingPage extends Shop {
  /** Shows the page; the widget may be in any state after that. */
  async show({ attributes = {}, headers = {}, body, loader = 'after' }: Embedding = {}): Promise<void> {
    const all = Object.entries({ ...DOCUMENTED, ...attributes }).map(([name, value]) => `${name}="${value}"`);
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>${LISTEN}</script><script src="/embed.js"${loader === 'after' ? ' defer' : ''}></script></head>
<body>${body ?? `<flash-checkout ${all.join(' ')}></flash-checkout>`}</body></html>`;
    await this.page.route(url('/some-shop'), (route) =>
      route.fulfill({ body: html, contentType: 'text/html; charset=utf-8', headers: { ...headers } }),
    );
    // Its load event waits for the frame, which may never come.
    await this.page.goto(url('/some-shop'), { waitUntil: 'domcontentloaded' });
  }

  /** Shows the page and waits until the customer can pay. */
  override async open(embedding: Embedding = {}): Promise<void> {
    await this.show(embedding);
    await expect(this.payButton).toBeEnabled();
  }

  get element(): Locator {
    return this.page.locator('flash-checkout');
  }

  /** A message in the page itself, for when there is no frame. */
  get pageNotice(): Locator {
    return this.element.getByRole('alert');
  }

  /** A message of the widget about something that is missing. */
  get notice(): Locator {
    return this.widget.locator('.notice');
  }

  set(name: string, value: string): Promise<void> {
    return this.element.evaluate((element, [attribute, text]) => element.setAttribute(attribute, text), [
      name,
      value,
    ] as const);
  }

  /** What the page heard so far. */
  heard(): Promise<readonly Heard[]> {
    return this.page.evaluate(() => Reflect.get(window, 'heard'));
  }

  async codes(): Promise<readonly (string | undefined)[]> {
    return (await this.heard()).filter(({ type }) => type === 'error').map(({ code }) => code);
  }
}

/** Counts the requests to the addresses that match. */
export function countRequests(page: Page, pattern: RegExp): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (pattern.test(request.url())) count += 1;
  });
  return () => count;
}

/** Keeps requests waiting until they are let go, as a slow network does. */
export async function holdUp(page: Page, pattern: RegExp): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(pattern, async (route) => {
    await gate;
    // The page may have given up on it.
    await route.continue().catch(() => {});
  });
  return letGo;
}

/** Answers a procedure in the API's own form, also where it was asked for together with others. */
export function answerWith(route: Route, data: unknown): Promise<void> {
  return route.fulfill({ json: [{ result: { data } }] });
}

/** Refuses a procedure in the API's own form. */
export function refuseWith(route: Route, appCode: string, message: string, details: unknown = null): Promise<void> {
  const data = { code: 'CONFLICT', httpStatus: 409, appCode, details, requestId: null };
  return route.fulfill({ status: 409, json: [{ error: { message, code: -32009, data } }] });
}

/** The card fields' frame, inside the widget's. */
export function cardFrameOf(widget: FrameLocator): Locator {
  return widget.locator('iframe[title="Secure payment input frame"]');
}
