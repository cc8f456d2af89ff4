import { StripeApiError } from '../http/errors.ts';
import type { AccountStore, Permission, RestrictedKey } from '../store/account-store.ts';
import type { EventLog } from '../webhooks/event-log.ts';

/** An account and what is told of it. */
export interface Tenant {
  readonly store: AccountStore;
  readonly events: EventLog;
}

/** What a key opens. */
export type KeyHolder = Tenant &
  (
    | { readonly kind: 'secret' | 'publishable' | 'expired' }
    | { readonly kind: 'restricted'; readonly key: RestrictedKey }
  );

export type FindKey = (key: string) => KeyHolder | undefined;

/** Finds who holds a key among the accounts, whose keys do not change while the sandbox runs. */
export function createKeyring(tenants: readonly Tenant[]): FindKey {
  const holders = new Map<string, KeyHolder>();
  for (const tenant of tenants) {
    const { secretKeys, publishableKeys, restrictedKeys = [], expiredKeys = [] } = tenant.store.account;
    for (const key of secretKeys) holders.set(key, { ...tenant, kind: 'secret' });
    for (const key of publishableKeys) holders.set(key, { ...tenant, kind: 'publishable' });
    for (const key of restrictedKeys) holders.set(key.key, { ...tenant, kind: 'restricted', key });
    for (const key of expiredKeys) holders.set(key, { ...tenant, kind: 'expired' });
  }
  return (key) => holders.get(key);
}

export interface Credentials {
  readonly authorization: string | undefined;
  /** The `Stripe-Account` header. */
  readonly account: string | undefined;
  /** Whether the page of some site makes a browser ask. */
  readonly fromPage: boolean;
}

/** What a request wants to do, to see whether its key may. */
export interface Wish {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** A browser may do it with a publishable key. */
  readonly publishable: boolean;
}

/**
 * The account a request is for, and whether a browser asks: https://docs.stripe.com/api/authentication. Throws 401 for
 * a key that is missing, unknown, of live mode, expired, or a browser's where a secret one is needed; 403 for a
 * restricted key without the permission, for another account, and for a secret key in a browser: any site's page can ask
 * a sandbox on the machine it is read at, and its usual key is known to everybody.
 */
export function authenticate(
  findKey: FindKey,
  credentials: Credentials,
  wish: Wish,
): Tenant & { readonly publishable: boolean } {
  const key = readKey(credentials.authorization ?? '');
  if (key === '') {
    throw refuse(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  const holder = findKey(key);
  if (holder === undefined) throw refuse(401, unknownKeyMessage(key));
  if (holder.kind === 'expired') throw refuse(401, `Expired API Key provided: ${masked(key)}`, 'api_key_expired');
  if (holder.kind !== 'publishable' && credentials.fromPage) {
    throw refuse(
      403,
      'This API call was made by a page in a browser with a secret API key. Secret keys belong on servers: use a publishable key in pages.',
    );
  }
  if (holder.kind === 'publishable' && !wish.publishable) {
    throw refuse(
      401,
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      'secret_key_required',
    );
  }
  const { id } = holder.store.account;
  if (credentials.account !== undefined && credentials.account !== id) {
    throw refuse(
      403,
      `The provided key '${masked(key)}' does not have access to account '${credentials.account}' (or that account does not exist). Application access may have been revoked.`,
      'account_invalid',
    );
  }
  if (holder.kind === 'restricted') requirePermission(holder.key, wish, id);
  return { store: holder.store, events: holder.events, publishable: holder.kind === 'publishable' };
}

/** The account a key belongs to, whatever the key may do; null when it is nobody's. */
export function accountOf(findKey: FindKey, authorization: string | undefined): string | null {
  return findKey(readKey(authorization ?? ''))?.store.account.id ?? null;
}

function readKey(header: string): string {
  if (!header.startsWith('Basic ')) return header.replace(/^Bearer\s*/, '');
  return Buffer.from(header.slice(6), 'base64').toString().split(':')[0] ?? '';
}

function unknownKeyMessage(key: string): string {
  const invalid = `Invalid API Key provided: ${masked(key)}`;
  return /^[a-z]+_live_/.test(key) ? `${invalid}. The sandbox has no live mode; use a key of test mode.` : invalid;
}

const NEEDED: Readonly<Record<Wish['method'], Permission>> = { GET: 'read', POST: 'write', DELETE: 'write' };

/** Resources whose permission is not simply their name in the singular. */
const PERMISSION_NAMES: Readonly<Record<string, string>> = {
  balance_transactions: 'balance_transaction_source',
  checkout: 'checkout_session',
  webhook_endpoints: 'webhook',
};

function requirePermission({ key, permissions }: RestrictedKey, { method, path }: Wish, account: string): void {
  const resource = resourceOf(path);
  const needed = NEEDED[method];
  const granted = permissions[resource] ?? 'none';
  if (granted === 'write' || granted === needed) return;
  const name = PERMISSION_NAMES[resource] ?? resource.replace(/s$/, '');
  throw refuse(
    403,
    `The provided key '${masked(key)}' does not have the required permissions for this endpoint on account '${account}'. Having the 'rak_${name}_${needed}' permission would allow this request to continue.`,
  );
}

/** `/v1/test_helpers/confirmation_tokens` is about confirmation tokens, `/v1/customers/cus_1/payment_methods` about customers. */
function resourceOf(path: string): string {
  const [, , first = '', second = ''] = path.split('/');
  return first === 'test_helpers' ? second : first;
}

/** All but what tells the kind of a key and its last four characters is hidden. */
function masked(key: string): string {
  const prefix = /^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? '';
  const hidden = key.slice(prefix.length, -4);
  return `${prefix}${'*'.repeat(hidden.length)}${key.slice(Math.max(prefix.length, key.length - 4))}`;
}

function refuse(status: 401 | 403, message: string, code?: string): StripeApiError {
  return new StripeApiError(status, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
  });
}
