import type { OperationContext } from '../context.ts';
import { invalidParam } from '../http/errors.ts';

/** https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage */
const MAXIMUM_CUSTOMERS = 3;

/** The clock a new customer is to live by. Throws Stripe's 400 when there is none, or when it has all it can take. */
export function requireRoom(context: OperationContext, id: string): void {
  const { store } = context;
  if (store.testClocks.get(id) === undefined) {
    throw invalidParam(`No such test_helpers.test_clock: '${id}'`, 'test_clock', 'resource_missing');
  }
  if (store.customers.newestFirst(({ test_clock }) => test_clock === id).length >= MAXIMUM_CUSTOMERS) {
    throw invalidParam(`You can only attach up to ${MAXIMUM_CUSTOMERS} customers to a test clock.`, 'test_clock');
  }
}
