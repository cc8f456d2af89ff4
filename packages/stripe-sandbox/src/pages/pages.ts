import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { createAssets } from './assets.ts';
import { customerPage, customersPage } from './customers.ts';
import type { Desk } from './desk.ts';
import { eventPage, eventsPage } from './events/pages.ts';
import { createNotices } from './notices.ts';
import { overviewPage } from './overview.ts';
import { actOnPayment, openChallengePage } from './payments/actions.ts';
import { paymentPage } from './payments/detail.ts';
import { paymentsPage } from './payments/list.ts';
import { requestPage, requestsPage } from './requests.ts';
import { ownFormsOnly } from './security.ts';
import { testCardsPage } from './test-cards.ts';
import { addEndpoint, changeEndpoint } from './webhooks/actions.ts';
import { deliveryPage, webhooksPage } from './webhooks/pages.ts';
import { replayEvent } from './webhooks/replay.ts';

/** The pages for people: what the sandbox holds, what was asked of it, and what became of every webhook. */
export function createPages(deps: Omit<Desk, 'notices'>): Hono<{ Bindings: HttpBindings }> {
  const desk: Desk = { ...deps, notices: createNotices() };
  const app = new Hono<{ Bindings: HttpBindings }>();
  const id = (c: Context) => c.req.param('id') ?? '';

  app.route('/', createAssets());
  app.get('/', (c) => overviewPage(c, desk));
  app.get('/payments', (c) => paymentsPage(c, desk));
  app.get('/payments/:id', (c) => paymentPage(c, desk, id(c)));
  app.get('/payments/:id/challenge', (c) => openChallengePage(c, desk, id(c)));
  app.post('/payments/:id/:order{.+}', ownFormsOnly, (c) => actOnPayment(c, desk, id(c), c.req.param('order')));
  app.get('/customers', (c) => customersPage(c, desk));
  app.get('/customers/:id', (c) => customerPage(c, desk, id(c)));
  app.get('/events', (c) => eventsPage(c, desk));
  app.get('/events/:id', (c) => eventPage(c, desk, id(c)));
  app.post('/events/:id/replay', ownFormsOnly, (c) => replayEvent(c, desk, id(c)));
  app.get('/webhooks', (c) => webhooksPage(c, desk));
  app.get('/webhooks/deliveries/:id', (c) => deliveryPage(c, desk, id(c)));
  app.post('/webhooks/endpoints', ownFormsOnly, (c) => addEndpoint(c, desk));
  app.post('/webhooks/endpoints/:id/:change', ownFormsOnly, (c) =>
    changeEndpoint(c, desk, id(c), c.req.param('change')),
  );
  app.get('/requests', (c) => requestsPage(c, desk));
  app.get('/requests/:id', (c) => requestPage(c, desk, id(c)));
  app.get('/test-cards', (c) => testCardsPage(c, desk));
  return app;
}
