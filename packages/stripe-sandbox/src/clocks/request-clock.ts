import type { OperationContext } from '../context.ts';
import type { AccountStore } from '../store/account-store.ts';
import { at, onClockOf } from './customer-clock.ts';

/** Parameters that name an object whose customer may live by a test clock. */
const NAMING = ['customer', 'payment_intent', 'setup_intent', 'charge', 'payment_method'];

/**
 * The context of a request on the time of the customer it is about, found by the object of its path or of its
 * parameters: https://docs.stripe.com/billing/testing/test-clocks. A customer being made lives by the clock it names.
 */
export function onRequestClock(
  context: OperationContext,
  id: string,
  params: Readonly<Record<string, unknown>>,
): OperationContext {
  const { store } = context;
  if (store.testClocks.size === 0) return context;
  const named = store.testClocks.get(String(params.test_clock));
  if (named !== undefined) return at(context, named.frozen_time);
  const owner = [id, ...NAMING.map((name) => params[name])]
    .filter((value) => typeof value === 'string')
    .map((value) => ownerOf(store, value))
    .find((customer) => customer !== null);
  return owner === undefined ? context : onClockOf(context, owner);
}

/** The customer an object belongs to, by the object's id. */
export function ownerOf(store: AccountStore, id: string): string | null {
  switch (id.slice(0, id.indexOf('_'))) {
    case 'cus':
      return id;
    case 'pi':
      return store.paymentIntents.get(id)?.customer ?? null;
    case 'seti':
      return store.setupIntents.get(id)?.customer ?? null;
    case 'ch':
      return store.charges.get(id)?.customer ?? null;
    case 're':
      return ownerOf(store, store.refunds.get(id)?.charge ?? '');
    case 'du':
      return ownerOf(store, store.disputes.get(id)?.charge ?? '');
    case 'pm':
      return store.paymentMethods.get(id)?.customer ?? null;
    case 'cs':
      return store.checkoutSessions.get(id)?.customer ?? null;
    case 'payatt':
      return ownerOf(
        store,
        store.challenges.get(id)?.paymentIntent ?? store.setupChallenges.get(id)?.setupIntent ?? '',
      );
    default:
      return null;
  }
}
