import type { MoneyJson } from '@flashstudio/money';
import { type Api, type ApiProblem, readProblem } from '../server/api.ts';
import { type Cart, type RequestKey, requestKeyFor } from './cart.ts';
import type { OwnPayment } from './confirm.ts';
import type { Kept } from './kept.ts';
import { failed, type PayOutcome, type Receipt, refused } from './outcome.ts';
import { repeat, type Waiting } from './repeat.ts';

/** What the customer wants, as it is on the screen. */
export interface Order {
  readonly cart: Cart;
  readonly email: string;
  /** Empty when the customer gave none. */
  readonly name: string;
  /** The total on the screen: nobody is charged another. */
  readonly shown: MoneyJson;
}

export interface PlacingOrders extends Waiting {
  readonly api: Pick<Api, 'create'>;
  readonly kept: Kept;
  /** Asks for the price anew. */
  readonly requote: () => Promise<MoneyJson>;
}

export interface PlacedOrder extends OwnPayment {
  readonly requestKey: RequestKey;
}

type Placed =
  | { readonly kind: 'placed'; readonly order: PlacedOrder }
  /** The bank is already working on it. */
  | { readonly kind: 'under_way'; readonly order: PlacedOrder }
  | ({ readonly kind: 'paid' } & Receipt)
  | Exclude<PayOutcome, { kind: 'paid' | 'processing' }>;

const UNPAID = new Set(['created', 'requires_payment_method', 'requires_confirmation', 'requires_action']);
const PAID = new Set(['succeeded', 'requires_capture']);
const ENDED = new Set(['canceled', 'expired', 'refunded']);

/**
 * Makes the order, or goes on with the one of an earlier press. An order that ended without being paid, or that costs
 * another amount than the screen says, is left behind: its key ends with it, and a new key makes a new order. Throws
 * when the price cannot be asked for anew.
 */
export async function placeOrder(deps: PlacingOrders, order: Order): Promise<Placed> {
  for (let round = 0; round < 2; round += 1) {
    const requestKey = requestKeyFor(deps.kept, order.cart, order.email);
    const created = await createOrder(deps, order, requestKey.key);
    if (created.kind === 'failed') return failed(created.problem);
    if (created.kind === 'created') {
      const { paymentId, paymentSecret, status, amount } = created.answer;
      const receipt: Receipt = { paymentId, email: order.email, amount };
      if (PAID.has(status)) {
        requestKey.forget();
        return { kind: 'paid', ...receipt };
      }
      const placed: PlacedOrder = { ...receipt, paymentSecret, requestKey };
      if (status === 'processing') return { kind: 'under_way', order: placed };
      if (UNPAID.has(status) && isSame(amount, order.shown)) return { kind: 'placed', order: placed };
      if (!UNPAID.has(status) && !ENDED.has(status))
        throw new Error(`the order has a status we do not know: ${status}`);
    }
    if (created.kind !== 'key_used') {
      const total = await deps.requote();
      if (!isSame(total, order.shown)) return { kind: 'total_changed', total };
    }
    requestKey.forget();
  }
  return refused('conflict', 'This order cannot be started right now. You have not been charged: please try again.');
}

type Creation =
  | { readonly kind: 'created'; readonly answer: Awaited<ReturnType<Api['create']>> }
  /** The order would cost another amount than the screen says. */
  | { readonly kind: 'total_changed' }
  /** The key belongs to another order. */
  | { readonly kind: 'key_used' }
  | { readonly kind: 'failed'; readonly problem: ApiProblem };

async function createOrder(deps: PlacingOrders, order: Order, requestKey: string): Promise<Creation> {
  try {
    return { kind: 'created', answer: await repeat(() => deps.api.create(createInput(order, requestKey)), deps) };
  } catch (error) {
    const problem = readProblem(error);
    const { reason } = problem.details;
    if (problem.code !== 'conflict') return { kind: 'failed', problem };
    if (reason === 'total_changed') return { kind: 'total_changed' };
    return reason === undefined ? { kind: 'key_used' } : { kind: 'failed', problem };
  }
}

function createInput({ cart, email, name, shown }: Order, requestKey: string) {
  return {
    items: cart.items.map((item) => ({ ...item })),
    currency: cart.currency,
    requestKey,
    customer: { email, ...(name === '' ? {} : { name }) },
    // The server refuses another total than the one on the screen.
    expectedTotal: { amount: shown.amount, currency: shown.currency },
  };
}

function isSame(a: MoneyJson, b: MoneyJson): boolean {
  return a.amount === b.amount && a.currency.toUpperCase() === b.currency.toUpperCase();
}
