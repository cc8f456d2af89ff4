export interface CartItem {
  readonly productId: string;
  readonly quantity: number;
}

/** Reads `product:quantity,product:quantity`; null when it does not say what to buy. */
export function parseItems(text: string): readonly CartItem[] | null {
  const items = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [productId = '', quantity = '1', ...rest] = part.split(':');
      return { productId, quantity: /^\d{1,2}$/.test(quantity) && rest.length === 0 ? Number(quantity) : 0 };
    });
  return items.length > 0 && items.every(({ productId, quantity }) => productId !== '' && quantity > 0) ? items : null;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The key that makes one order of one cart: kept for the tab, so that a reload in the middle of paying goes on with the
 * same order instead of making a second one.
 */
export function requestKeyFor(
  store: Store,
  cart: { readonly items: readonly CartItem[]; readonly currency: string; readonly email: string },
): RequestKey {
  const lines = cart.items.map(({ productId, quantity }) => `${productId}:${quantity}`).sort();
  const name = `flash-checkout:${cart.currency.toLowerCase()}:${cart.email.toLowerCase()}:${lines.join(',')}`;
  const kept = store.getItem(name);
  const key = kept ?? crypto.randomUUID();
  if (kept === null) store.setItem(name, key);
  return { key, forget: () => store.removeItem(name) };
}

export interface RequestKey {
  readonly key: string;
  /** After the order is paid, the same cart is a new order. */
  forget(): void;
}
