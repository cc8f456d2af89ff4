import type { AccountStore } from '../store/account-store.ts';
import { paginate } from './pagination.ts';

/**
 * Replaces ids by their objects along ways that `checkExpand` found good: https://docs.stripe.com/api/expanding_objects.
 * What is null stays null, and an id whose object is gone stays an id.
 */
export function expandPaths(store: AccountStore, object: unknown, paths: readonly string[]): unknown {
  return paths.reduce<unknown>((expanded, path) => expandPath(store, expanded, path.split('.')), object);
}

function expandPath(store: AccountStore, value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => expandPath(store, item, path));
  const inner: unknown = Reflect.get(value, name) ?? includedProperty(store, value, name);
  if (inner === undefined) return value;
  const found = typeof inner === 'string' ? (findById(store, inner) ?? inner) : inner;
  return { ...value, [name]: expandPath(store, found, rest) };
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
