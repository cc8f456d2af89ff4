import { cartLimits } from '@flashstudio/input-rules';
import { parseCurrency } from '@flashstudio/money';
import type { WidgetConfig } from '../../embed/messages.ts';
import type { Problem } from '../problem.ts';
import type { Kept } from './kept.ts';
import { createUuid } from './uuid.ts';

export interface CartItem {
  readonly productId: string;
  readonly quantity: number;
}

/** What is bought, and from whom. */
export interface Cart {
  readonly publishableKey: string;
  readonly items: readonly CartItem[];
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Reads the cart from what the page says, or tells what is wrong with it. */
export function readCart(config: Pick<WidgetConfig, 'publishableKey' | 'items' | 'currency'>): Cart | Problem {
  const { publishableKey, items: text, currency: code } = config;
  const items = parseItems(text);
  if (items === null) return { code: 'items_invalid', message: 'The items of this checkout are not valid.' };
  const currency = parseCurrency(code);
  if (currency === undefined)
    return { code: 'currency_invalid', message: `This checkout knows no currency “${code}”.` };
  return { publishableKey, items, currency };
}

/** Reads `product:quantity,product:quantity`; null when it does not say what to buy, or says more than one order holds. */
export function parseItems(text: string): readonly CartItem[] | null {
  const items = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [productId = '', quantity = '1', ...rest] = part.split(':');
      return { productId, quantity: /^\d{1,6}$/.test(quantity) && rest.length === 0 ? Number(quantity) : 0 };
    });
  const fits = ({ productId, quantity }: CartItem) =>
    productId !== '' && productId.length <= cartLimits.productId && quantity > 0 && quantity <= cartLimits.quantity;
  return items.length > 0 && items.length <= cartLimits.items && items.every(fits) ? items : null;
}

/** The same text for the same cart, in whatever order its items are. */
export function nameOfCart({ publishableKey, items, currency }: Cart): string {
  const lines = items.map(({ productId, quantity }) => `${productId}:${quantity}`).sort();
  return `${publishableKey}:${currency}:${lines.join(',')}`;
}

/** The key that makes one order of one cart. */
export interface RequestKey {
  readonly key: string;
  /** The order is over, however it ended: the same cart is a new order from now on. */
  forget(): void;
}

/**
 * Finds or makes the key for a customer's cart: kept for the tab, so that a reload in the middle of paying goes on with
 * the same order instead of making a second one.
 */
export function requestKeyFor(kept: Kept, cart: Cart, email: string): RequestKey {
  const name = `flash-checkout:${nameOfCart(cart)}:${email.toLowerCase()}`;
  const known = kept.get(name);
  const key = known ?? createUuid();
  if (known === undefined) kept.set(name, key);
  return { key, forget: () => kept.delete(name) };
}
