import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { doDueWork } from '../clocks/due-work.ts';
import { type OperationContext, objectId, type SandboxClock, seconds } from '../context.ts';
import { plannedErrorBody, retryAfterOf } from '../faults/error-answer.ts';
import { type Faults, type Outcome, strikes } from '../faults/faults.ts';
import { type ErrorBody, errorJson, StripeApiError } from '../http/errors.ts';
import { once, type StoredAnswer } from '../http/idempotency.ts';
import type { RequestLog } from '../http/request-log.ts';
import { lacksOperation } from '../published/lacking.ts';
import { readVersion, versionToName } from '../published/versions.ts';
import { pause, type Timer } from '../timing/timer.ts';
import { accountOf, authenticate, type FindKey } from './authentication.ts';
import { perform } from './perform.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

export interface ApiDeps {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  /** What latency and timeouts wait on. */
  readonly timer: Timer;
  readonly requests: RequestLog;
  readonly findKey: FindKey;
}

/** What is known of a request while it is served, for the log. */
interface Served {
  readonly id: string;
  readonly startedAt: number;
  account: string | null;
  asBrowser: boolean;
  form: string;
  replayed: boolean;
  /** Headers of the answer. Kept aside and handed over in one go, which costs a fraction of setting them one by one. */
  readonly headers: Record<string, string>;
}

type Env = { Bindings: HttpBindings; Variables: { served: Served } };

const KEEP_BODY_BYTES = 1_000_000;

/** Any page may ask, with a key it may use: https://docs.stripe.com/js */
const preflight = cors({
  origin: '*',
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'stripe-account', 'stripe-version'],
});
const FOR_BROWSERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'request-id,stripe-should-retry',
};

/** The REST API under /v1, as the official SDK and Stripe.js speak it. */
export function createApi(deps: ApiDeps): Hono<Env> {
  const app = new Hono<Env>();
  app.options('/v1/*', preflight);
  app.post(
    '/v1/*',
    bodyLimit({
      maxSize: KEEP_BODY_BYTES,
      onError: (c: Context<Env>) => {
        begin(c);
        return refuse(c, deps, 413, { type: 'invalid_request_error', message: 'Request too large.' });
      },
    }),
  );
  for (const route of routes) app.on(route.method, route.path, (c) => serve(c, deps, route));
  for (const path of ['/v1/*', '/v2/*']) app.all(path, (c) => unserved(c, deps));
  // A mistake of the sandbox itself: the caller gets what Stripe would say, the developer the trace.
  app.onError((error, c) => {
    console.error(error);
    return refuse(c, deps, 500, { type: 'api_error', message: 'An unknown error occurred.' });
  });
  return app;
}

/** Refuses what the sandbox does not serve, whether Stripe does or nobody. */
function unserved(c: Context<Env>, deps: ApiDeps): Response {
  const { method, path } = c.req;
  const message = lacksOperation(method, path)
    ? `The sandbox does not support ${method} ${path}, which Stripe does.`
    : `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
  begin(c);
  return refuse(c, deps, 404, { type: 'invalid_request_error', message });
}

async function serve(c: Context<Env>, deps: ApiDeps, route: Route): Promise<Response> {
  const requestId = begin(c);
  const account = accountOf(deps.findKey, c.req.header('authorization'));
  const { outcome, before, after } = deps.faults.next({ method: route.method, path: c.req.path, account });
  if (outcome !== undefined && strikes(outcome) === 'before') {
    await pause(deps.timer, before);
    return endure(c, deps, outcome);
  }
  const { status, body } = await respond(c, deps, route, requestId, before);
  await pause(deps.timer, after);
  return outcome === undefined ? answer(c, deps, status, body) : endure(c, deps, outcome);
}

/** What a planned fault makes of a request, done or not. */
async function endure(c: Context<Env>, deps: ApiDeps, outcome: Outcome): Promise<Response> {
  if (typeof outcome === 'object' && 'status' in outcome) {
    const retryAfter = retryAfterOf(outcome);
    if (retryAfter !== undefined) c.get('served').headers['Retry-After'] = String(retryAfter);
    return refuse(c, deps, outcome.status, plannedErrorBody(outcome));
  }
  if (typeof outcome === 'object') await pause(deps.timer, outcome.timeout);
  log(c, deps, null, '');
  return reset(c);
}

/** Browsers say so of what a page asks for; `none` is an address that somebody typed. */
function isFromPage(c: Context<Env>): boolean {
  return c.req.header('origin') !== undefined || (c.req.header('sec-fetch-site') ?? 'none') !== 'none';
}

/** Names the request, as every answer of Stripe's does. */
function begin(c: Context<Env>): string {
  const id = objectId('req', 14);
  const headers = {
    'Content-Type': 'application/json',
    'Request-Id': id,
    'Stripe-Version': versionToName(c.req.header('stripe-version')),
    // Only browsers name an origin.
    ...(c.req.header('origin') === undefined ? {} : FOR_BROWSERS),
  };
  c.set('served', {
    id,
    startedAt: performance.now(),
    account: null,
    asBrowser: false,
    form: '',
    replayed: false,
    headers,
  });
  return id;
}

/** Does what is asked; `latency` milliseconds pass before the work, with the idempotency key already taken. */
async function respond(
  c: Context<Env>,
  deps: ApiDeps,
  route: Route,
  requestId: string,
  latency: number,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const { store, events, publishable } = authenticate(
      deps.findKey,
      {
        authorization: c.req.header('authorization'),
        account: c.req.header('stripe-account'),
        fromPage: isFromPage(c),
      },
      { method: route.method, path: c.req.path, publishable: route.publishable === true },
    );
    const version = readVersion(c.req.header('stripe-version'));
    const form = route.method === 'GET' ? (c.req.url.split('?')[1] ?? '') : await c.req.text();
    const served = c.get('served');
    served.account = store.account.id;
    served.asBrowser = publishable;
    served.form = form;
    const key = route.method === 'POST' ? (c.req.header('idempotency-key') ?? null) : null;
    const context: OperationContext = {
      store,
      events,
      clock: deps.clock,
      requestId,
      idempotencyKey: key,
      version,
      origin: new URL(c.req.url).origin,
    };
    doDueWork(context);
    const work = async (): Promise<StoredAnswer> => {
      if (latency > 0) await pause(deps.timer, latency);
      return perform(context, route, form, {
        id: c.req.param('id') ?? '',
        inner: c.req.param('inner') ?? '',
        asBrowser: publishable,
      });
    };
    if (key === null) return await work();
    served.headers['Idempotency-Key'] = key;
    const kept = await once(store, deps.clock, { key, path: c.req.path, form, requestId }, work);
    served.headers['Original-Request'] = kept.originalRequest;
    served.replayed = kept.replayed;
    if (kept.replayed) served.headers['Idempotent-Replayed'] = 'true';
    return kept;
  } catch (error) {
    if (error instanceof StripeApiError) return { status: error.status, body: errorBody(c, deps, error.body) };
    throw error;
  }
}

function answer(c: Context<Env>, deps: ApiDeps, status: number, body: string): Response {
  log(c, deps, status, body);
  const { headers } = c.get('served');
  // Answers are stamped by the sandbox's own clock, like everything it says.
  headers.Date = deps.clock.now().toUTCString();
  headers['Stripe-Should-Retry'] = status === 409 || status === 429 || status >= 500 ? 'true' : 'false';
  return new Response(body, { status, headers });
}

function log(c: Context<Env>, { clock, requests }: ApiDeps, status: number | null, body: string): void {
  const { id, startedAt, account, asBrowser, form, replayed } = c.get('served');
  requests.record({
    id,
    account,
    asBrowser,
    method: c.req.method,
    path: c.req.path,
    form,
    idempotencyKey: c.req.header('idempotency-key') ?? null,
    status,
    answer: body,
    replayed,
    durationMs: performance.now() - startedAt,
    at: clock.now(),
  });
}

/** Cuts the connection without an answer, as a failing network does. */
function reset(c: Context<Env>): Response {
  c.env.outgoing.destroy();
  return c.body(null);
}

/** An error as an answer to this request. */
function refuse(c: Context<Env>, deps: ApiDeps, status: number, body: ErrorBody): Response {
  return answer(c, deps, status, errorBody(c, deps, body));
}

function errorBody(c: Context<Env>, { clock }: ApiDeps, body: ErrorBody): string {
  return errorJson(body, { id: c.get('served').id, at: seconds(clock) });
}
