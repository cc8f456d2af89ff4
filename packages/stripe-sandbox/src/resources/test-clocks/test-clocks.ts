import { z } from 'zod';
import { at, onAccountClock } from '../../clocks/customer-clock.ts';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, integer } from '../../http/params.ts';
import type { TestClockObject } from '../../store/objects/test-clock.ts';
import { releaseFundsOf } from '../balance/funds.ts';
import { expireSessionsOf } from '../checkout/expiry.ts';
import { deleteCustomer, findCustomer } from '../customers/customers.ts';

export const createTestClockParams = z.strictObject({
  customer: z.string().optional(),
  frozen_time: integer,
  name: z.string().max(300).optional(),
  expand,
});
export const advanceTestClockParams = z.strictObject({ frozen_time: integer, expand });

/** Stripe deletes a clock after thirty days: https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage */
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

const MAXIMUM_YEARS = 2;

/** Makes a clock that stands at `frozen_time`, for new customers and, if given, one who is there already. */
export function createTestClock(
  context: OperationContext,
  params: z.output<typeof createTestClockParams>,
): TestClockObject {
  const own = onAccountClock(context);
  if (params.frozen_time < 1) throw invalidParam('The frozen time must be a Unix timestamp.', 'frozen_time');
  const customer = params.customer === undefined ? undefined : findCustomer(own, params.customer);
  if (customer !== undefined && customer.test_clock !== null) {
    throw invalidParam('This customer is already attached to a test clock.', 'customer');
  }
  const now = seconds(own.clock);
  const id = objectId('clock');
  const clock = own.store.testClocks.set(id, {
    id,
    object: 'test_helpers.test_clock',
    created: now,
    deletes_after: now + LIFETIME_SECONDS,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: 'ready',
    status_details: {},
  });
  if (customer !== undefined) own.store.customers.set(customer.id, { ...customer, test_clock: id });
  own.events.emit('test_helpers.test_clock.created', clock, own);
  return clock;
}

/** Finds a clock. Throws Stripe's 404. */
export function findTestClock(context: OperationContext, id: string): TestClockObject {
  const clock = context.store.testClocks.get(id);
  if (clock === undefined) throw noSuch('test_helpers.test_clock', id, 'test_clock');
  return clock;
}

/**
 * Starts a clock on its way to a later time, at most two years ahead
 * (https://docs.stripe.com/api/test_clocks/advance). It arrives by itself, right after the answer.
 */
export function advanceTestClock(
  context: OperationContext,
  id: string,
  { frozen_time: target }: z.output<typeof advanceTestClockParams>,
): TestClockObject {
  const own = onAccountClock(context);
  const clock = findTestClock(own, id);
  if (clock.status !== 'ready') throw invalidParam('The test clock is still advancing; wait until it is ready.');
  if (target <= clock.frozen_time) {
    throw invalidParam("The new frozen time must be after the test clock's current frozen time.", 'frozen_time');
  }
  if (target > yearsAfter(clock.frozen_time, MAXIMUM_YEARS)) {
    throw invalidParam(`You can only advance a test clock ${MAXIMUM_YEARS} years at a time.`, 'frozen_time');
  }
  const advancing = own.store.testClocks.set(id, {
    ...clock,
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  });
  own.events.emit('test_helpers.test_clock.advancing', advancing, own);
  queueMicrotask(() => finishAdvancing(own));
  return advancing;
}

function yearsAfter(unixSeconds: number, years: number): number {
  const date = new Date(unixSeconds * 1_000);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return Math.floor(date.getTime() / 1_000);
}

/** Brings the clocks that are on their way to where they go: what is due by then happens first, in its order. */
export function finishAdvancing(context: OperationContext): void {
  const own = { ...onAccountClock(context), requestId: null, idempotencyKey: null };
  for (const clock of own.store.testClocks.newestFirst(({ status }) => status === 'advancing')) {
    const target = clock.status_details.advancing?.target_frozen_time ?? clock.frozen_time;
    expireSessionsOf(own, clock.id, target);
    releaseFundsOf(own, clock.id, target);
    const ready = own.store.testClocks.set(clock.id, {
      ...clock,
      frozen_time: target,
      status: 'ready',
      status_details: {},
    });
    own.events.emit('test_helpers.test_clock.ready', ready, own);
  }
}

/** Deletes a clock and, as they live by it alone, its customers. */
export function deleteTestClock(context: OperationContext, id: string) {
  const own = onAccountClock(context);
  const clock = findTestClock(own, id);
  const customers = own.store.customers.newestFirst(({ test_clock }) => test_clock === id).reverse();
  for (const customer of customers) deleteCustomer(at(own, clock.frozen_time), customer.id);
  own.store.testClocks.delete(id);
  own.events.emit('test_helpers.test_clock.deleted', clock, own);
  return { id, object: 'test_helpers.test_clock', deleted: true } as const;
}

/** Deletes the clocks that nobody deleted in time. */
export function deleteOldTestClocks(context: OperationContext): void {
  if (context.store.testClocks.size === 0) return;
  const now = seconds(context.clock);
  const old = context.store.testClocks.newestFirst(({ deletes_after }) => deletes_after <= now);
  for (const { id } of old) deleteTestClock(context, id);
}
