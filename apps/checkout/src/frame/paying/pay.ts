import { type Api, readProblem } from '../server/api.ts';
import type { CardForm } from './card-form.ts';
import { nameOfCart } from './cart.ts';
import { confirm, type Ending, settle } from './confirm.ts';
import type { Kept } from './kept.ts';
import { failed, type PayOutcome, refused } from './outcome.ts';
import { type Order, type PlacedOrder, type PlacingOrders, placeOrder } from './place-order.ts';
import type { Waiting } from './repeat.ts';

export interface PayerDeps extends Pick<Waiting, 'pause'> {
  readonly api: Pick<Api, 'create' | 'confirm' | 'get'>;
  readonly kept: Kept;
}

/** One press of Pay. */
export interface Press extends Pick<PlacingOrders, 'requote' | 'progress'> {
  readonly card: CardForm;
  readonly order: Order;
}

export interface Payer {
  /** Never throws: whatever goes wrong is an outcome that the customer can be told. */
  pay(press: Press): Promise<PayOutcome>;
}

/** A confirmation that has no outcome yet. */
interface OpenConfirmation {
  readonly cartName: string;
  readonly order: PlacedOrder;
  readonly confirmationTokenId: string;
  /** It was sent, and no answer came: it must be repeated as it was before anything else is tried. */
  readonly unknown: boolean;
}

/** Takes a customer through one payment: form, order, card, bank. Remembers what is open between two presses of Pay. */
export function createPayer(deps: PayerDeps): Payer {
  let open: OpenConfirmation | undefined;

  async function begin(press: Press): Promise<PayOutcome> {
    const checked = await press.card.check();
    if (checked.kind !== 'ok') return checked;
    const placed = await placeOrder({ ...deps, ...press }, press.order);
    if (placed.kind === 'under_way') return end(placed.order, await settle({ ...deps, ...press }, placed.order));
    if (placed.kind !== 'placed') return placed;
    const token = await press.card.tokenize(press.order);
    if (token.kind !== 'token') return token;
    const cartName = nameOfCart(press.order.cart);
    return finish(press, { cartName, order: placed.order, confirmationTokenId: token.id, unknown: false });
  }

  async function finish(press: Press, attempt: OpenConfirmation): Promise<PayOutcome> {
    open = undefined;
    try {
      return end(attempt.order, await confirm({ ...deps, ...press }, attempt.order, attempt.confirmationTokenId));
    } catch (error) {
      const problem = readProblem(error);
      if (problem.code === 'not_found') attempt.order.requestKey.forget();
      // Of an attempt whose answer was lost, "another is under way" may mean that very attempt.
      if (problem.ambiguous || (attempt.unknown && problem.code === 'conflict')) open = { ...attempt, unknown: true };
      return failed(problem);
    }
  }

  return {
    async pay(press) {
      try {
        return open?.cartName === nameOfCart(press.order.cart) ? await finish(press, open) : await begin(press);
      } catch (error) {
        return failed(readProblem(error));
      }
    },
  };
}

/** A request key ends with its order. */
function end({ requestKey }: PlacedOrder, outcome: Ending): PayOutcome {
  if (outcome.kind === 'paid' || outcome.kind === 'canceled') requestKey.forget();
  if (outcome.kind !== 'canceled') return outcome;
  if (outcome.reason === 'attempts_used_up') {
    return refused(
      'attempts_used_up',
      'Too many cards were tried for this order, so it was closed, and you have not been charged. Press Pay to start it anew.',
    );
  }
  return refused(
    'canceled',
    'This order was canceled before it was paid, and you have not been charged. Press Pay to start it anew.',
  );
}
