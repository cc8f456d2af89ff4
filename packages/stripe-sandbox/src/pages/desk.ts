import type { Context } from 'hono';
import type { Tenant } from '../api/authentication.ts';
import type { OperationContext, SandboxClock } from '../context.ts';
import { StripeApiError } from '../http/errors.ts';
import type { RequestLog } from '../http/request-log.ts';
import { API_VERSION } from '../published/versions.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { RenderPage } from './layout.ts';
import type { Notice, Notices } from './notices.ts';
import { chosenAccount } from './preferences.ts';

/** What the pages are built from. */
export interface Desk {
  readonly tenants: readonly Tenant[];
  readonly clock: SandboxClock;
  readonly sender: WebhookSender;
  readonly requests: RequestLog;
  readonly settlePending: () => void;
  readonly renderPage: RenderPage;
  readonly notices: Notices;
}

/** The account somebody looks at. Throws when the sandbox was built without any. */
export function chosenTenant(c: Context, { tenants }: Desk): Tenant {
  const account = chosenAccount(
    c,
    tenants.map(({ store }) => store.account),
  );
  const tenant = tenants.find(({ store }) => store.account.id === account?.id);
  if (tenant === undefined) throw new Error('the sandbox has no account');
  return tenant;
}

/** Finds an object in whichever account has it, so that a link to it works whatever account is looked at. */
export function findAnywhere<T>(
  { tenants }: Desk,
  find: (store: AccountStore) => T | undefined,
): { readonly tenant: Tenant; readonly object: T } | undefined {
  for (const tenant of tenants) {
    const object = find(tenant.store);
    if (object !== undefined) return { tenant, object };
  }
  return undefined;
}

/** What an operation needs when a person, not a request to the API, sets it off. */
export function byHand(c: Context, tenant: Tenant, { clock }: Desk): OperationContext {
  const { origin } = new URL(c.req.url);
  return { ...tenant, clock, requestId: null, idempotencyKey: null, version: API_VERSION, origin };
}

/** Does something and says so; what the API would refuse with an error becomes a notice. */
export function attempt(work: () => string): Notice {
  try {
    return { tone: 'good', text: work() };
  } catch (error) {
    if (error instanceof StripeApiError) return { tone: 'bad', text: error.message };
    throw error;
  }
}
