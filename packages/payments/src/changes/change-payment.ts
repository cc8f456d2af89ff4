import type { Sql } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { commitChange } from './commit-change.ts';
import { type Draft, openDraft } from './draft.ts';
import { lockPayment } from './lock-payments.ts';

export interface ChangePaymentDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/**
 * Changes one payment in a transaction of its own, under its lock, and returns what was committed. Throws when
 * the payment is gone.
 */
export async function changePayment(
  { sql, clock, wake }: ChangePaymentDeps,
  paymentId: string,
  change: (draft: Draft) => Draft,
): Promise<Pick<Draft, 'payment' | 'attempts'>> {
  const changed = await sql.transaction(async (tx) => {
    const locked = await lockPayment(tx, paymentId);
    if (locked === undefined) throw new Error(`payment ${paymentId} is gone`);
    const draft = change(openDraft(locked));
    await commitChange(tx, { kind: 'moved', drafts: [draft] }, clock);
    return draft;
  });
  wake();
  return changed;
}
