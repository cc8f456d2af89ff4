import type { AccountStore } from '../store/account-store.ts';
import { invalidParam } from './errors.ts';
import { paginate } from './pagination.ts';

/** Replaces ids by their objects along the paths asked for: https://docs.stripe.com/api/expanding_objects */
export function expandPaths(store: AccountStore, object: unknown, paths: readonly string[]): unknown {
  return paths.reduce((expanded, path) => {
    if (path.split('.').length > 5) throw invalidParam('You may only expand 4 levels deep.', 'expand');
    return expandPath(store, expanded, path.split('.'), path);
  }, object);
}

function expandPath(store: AccountStore, value: unknown, path: readonly string[], whole: string): unknown {
  const [head, ...rest] = path;
  if (head === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => expandPath(store, item, path, whole));
  if (!(head in value)) {
    const included = includedProperty(store, value, head);
    if (included === undefined) throw invalidParam(`This property cannot be expanded (${whole}).`, 'expand');
    return { ...value, [head]: expandPath(store, included, rest, whole) };
  }
  const inner: unknown = Reflect.get(value, head);
  if (typeof inner !== 'string') return { ...value, [head]: expandPath(store, inner, rest, whole) };
  const found = findById(store, inner);
  if (found === undefined) throw invalidParam(`This property cannot be expanded (${whole}).`, 'expand');
  return { ...value, [head]: expandPath(store, found, rest, whole) };
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
    pi: store.paymentIntents,
    pm: store.paymentMethods,
    price: store.prices,
    prod: store.products,
    re: store.refunds,
    seti: store.setupIntents,
    txn: store.balanceTransactions,
  };
  const found = Object.entries(collections)
    .find(([name]) => name === prefix)?.[1]
    .get(id);
  // Merchants may choose the ids of their products, in any form.
  return found ?? store.products.get(id);
}
