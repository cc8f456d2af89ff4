import type { AccountStore } from '../store/account-store.ts';
import { invalidParam } from './errors.ts';
import { paginate } from './pagination.ts';

const DEEPEST = 4;

/** Fields that hold an id, or an object that stands there whole, and may be null: a null is expanded to null. */
const EXPANDABLE: ReadonlySet<string> = new Set([
  'balance_transaction',
  'balance_transactions',
  'charge',
  'customer',
  'data',
  'default_payment_method',
  'default_price',
  'failure_balance_transaction',
  'invoice_settings',
  'last_payment_error',
  'last_setup_error',
  'latest_attempt',
  'latest_charge',
  'line_items',
  'mandate',
  'payment_intent',
  'payment_method',
  'product',
  'setup_error',
  'setup_intent',
  'source',
  'test_clock',
  'total_count',
]);

/**
 * Replaces ids by their objects along the paths asked for: https://docs.stripe.com/api/expanding_objects. Throws 400 for
 * more than four levels and for a field that cannot be expanded.
 */
export function expandPaths(store: AccountStore, object: unknown, paths: readonly string[]): unknown {
  return paths.reduce<unknown>((expanded, path) => {
    const names = path.split('.');
    if (names.length > DEEPEST) {
      throw invalidParam(
        `You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}`,
        undefined,
        'property_expansion_max_depth',
      );
    }
    return expandPath(store, expanded, names, path);
  }, object);
}

function expandPath(store: AccountStore, value: unknown, path: readonly string[], whole: string): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => expandPath(store, item, path, whole));
  if (!(name in value)) {
    const included = includedProperty(store, value, name);
    if (included === undefined) throw cannotExpand(value, whole);
    return { ...value, [name]: expandPath(store, included, rest, whole) };
  }
  const inner: unknown = Reflect.get(value, name);
  if (typeof inner !== 'string') {
    if (!EXPANDABLE.has(name) && (rest.length === 0 || inner === null)) throw cannotExpand(value, whole);
    return { ...value, [name]: expandPath(store, inner, rest, whole) };
  }
  const found = EXPANDABLE.has(name) ? findById(store, inner) : undefined;
  if (found === undefined) throw cannotExpand(value, whole);
  return { ...value, [name]: expandPath(store, found, rest, whole) };
}

function cannotExpand(value: object, path: string) {
  const hint =
    'data' in value && Array.isArray(value.data) ? ` You may want to try expanding 'data.${path}' instead.` : '';
  return invalidParam(`This property cannot be expanded (${path}).${hint}`, 'expand');
}

/** Properties that are there only when asked for: https://docs.stripe.com/expand#includable-properties */
function includedProperty(store: AccountStore, owner: object, property: string): object | undefined {
  if (property !== 'line_items' || !('object' in owner && 'id' in owner)) return undefined;
  if (owner.object !== 'checkout.session') return undefined;
  const items = store.checkoutOrders.get(String(owner.id))?.items ?? [];
  return paginate(items, {}, `/v1/checkout/sessions/${String(owner.id)}/line_items`);
}

function findById(store: AccountStore, id: string): object | undefined {
  const prefix = id.slice(0, id.indexOf('_'));
  const collections = {
    ch: store.charges,
    clock: store.testClocks,
    cus: store.customers,
    du: store.disputes,
    mandate: store.mandates,
    pi: store.paymentIntents,
    pm: store.paymentMethods,
    price: store.prices,
    prod: store.products,
    re: store.refunds,
    seti: store.setupIntents,
    setatt: store.setupAttempts,
    txn: store.balanceTransactions,
  };
  const found = Object.entries(collections)
    .find(([name]) => name === prefix)?.[1]
    .get(id);
  // Merchants may choose the ids of their products, in any form. A customer who is gone leaves a note.
  return found ?? store.products.get(id) ?? store.deletedCustomers.get(id);
}
