import type { OperationContext } from '../context.ts';
import { releaseDueFunds } from '../resources/balance/funds.ts';
import { expireDueSessions } from '../resources/checkout/expiry.ts';
import { deleteOldTestClocks } from '../resources/test-clocks/test-clocks.ts';

/** Does what has become due by the account's clock; asked before every request, so that each finds the world up to date. */
export function doDueWork(context: OperationContext): void {
  expireDueSessions(context);
  releaseDueFunds(context);
  deleteOldTestClocks(context);
}
