import type { OperationContext, SandboxClock } from '../context.ts';
import type { AccountStore } from '../store/account-store.ts';

/** The time of a test clock's customers, laid over the account's own. */
class FrozenClock implements SandboxClock {
  readonly beneath: SandboxClock;
  readonly #unixSeconds: number;

  constructor(unixSeconds: number, beneath: SandboxClock) {
    this.#unixSeconds = unixSeconds;
    this.beneath = beneath;
  }

  now(): Date {
    return new Date(this.#unixSeconds * 1_000);
  }
}

/** The same context at another moment, in Unix seconds. */
export function at(context: OperationContext, unixSeconds: number): OperationContext {
  return { ...context, clock: new FrozenClock(unixSeconds, accountClock(context)) };
}

/** The clock of everything that belongs to no test clock. */
function accountClock({ clock }: OperationContext): SandboxClock {
  return clock instanceof FrozenClock ? clock.beneath : clock;
}

/** The context on the account's own time. */
export function onAccountClock(context: OperationContext): OperationContext {
  return { ...context, clock: accountClock(context) };
}

/** The context on a customer's time: their test clock's, else the account's. */
export function onClockOf(context: OperationContext, customer: string | null): OperationContext {
  const clock = context.store.testClocks.get(testClockOf(context.store, customer) ?? '');
  return clock === undefined ? onAccountClock(context) : at(context, clock.frozen_time);
}

/** The id of the test clock a customer belongs to, if to any. */
export function testClockOf(store: AccountStore, customer: string | null): string | null {
  return customer === null ? null : (store.customers.get(customer)?.test_clock ?? null);
}
