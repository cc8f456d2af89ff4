import type { Sql, SqlTx, Statement } from '@flashstudio/db';
import type { EventLog } from '@flashstudio/events';
import { AppError, type Clock } from '@flashstudio/platform';
import { applyIntent } from '../changes/apply-intent.ts';
import { clearReview, type ReviewNote, whatStillDiffers } from '../changes/clear-review.ts';
import { ledgerColumns, selectList } from '../changes/columns.ts';
import { commitChange } from '../changes/commit-change.ts';
import { byStripe, openDraft } from '../changes/draft.ts';
import { lockPayment } from '../changes/lock-payments.ts';
import type { LedgerRecord } from '../changes/records.ts';
import type { CommandOrigin } from '../checkout/create-payment.ts';
import { paymentReviewCleared } from '../events.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';

export interface ClearReviewInput extends ReviewNote {
  readonly paymentId: string;
}

/** How looking at a payment under review ended. */
export type ClearedReview =
  /** `paid`: its order had been held back and is paid now. */
  | { readonly kind: 'cleared'; readonly outcome: 'paid' | 'unchanged' }
  /** It stays under review for these reasons, a sentence each. */
  | { readonly kind: 'still_differs'; readonly reasons: readonly string[] };

export interface ClearReviewDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly gateway: StripeGateway;
  readonly events: Pick<EventLog, 'eventsOf'>;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/**
 * Asks Stripe how a payment under review stands and takes it out of review when all agrees by now; otherwise it stays.
 * Repeating the call with the same `requestKey` gives the same answer. Throws `not_found`, `conflict` (it is not under
 * review) or `stripe_unavailable`.
 */
export async function clearPaymentReview(
  deps: ClearReviewDeps,
  input: ClearReviewInput,
  origin: CommandOrigin,
): Promise<ClearedReview> {
  const reading = await readFromStripe(deps, input.paymentId);
  const cleared = reading === null ? null : await decide(deps, input, reading, origin);
  if (cleared !== null) {
    deps.wake();
    return cleared;
  }
  const before = await earlierDecision(deps, input);
  if (before !== null) return before;
  throw new AppError('conflict', 'This payment is not under review.');
}

const REVIEWED: Statement = {
  name: 'payments.reviewed',
  text: `SELECT stripe_payment_intent_id AS "intentId", review_reason AS "reviewReason" FROM payments WHERE id = $1`,
};

interface ReviewedRow {
  readonly intentId: string | null;
  readonly reviewReason: string | null;
}

/** What Stripe says of the payment now; null when there is nothing to review. */
async function readFromStripe({ sql, gateway }: ClearReviewDeps, paymentId: string): Promise<IntentReading | null> {
  const [row] = await sql.query<ReviewedRow>(REVIEWED, [paymentId]);
  if (row === undefined) throw new AppError('not_found', `There is no payment ${paymentId}.`);
  if (row.reviewReason === null || row.intentId === null) return null;
  const current = await gateway.retrieveIntent(row.intentId);
  if (current.kind === 'ok') return current.reading;
  throw new AppError('stripe_unavailable', 'Stripe did not say how this payment stands. Please try again.', {
    cause: current.cause,
  });
}

/** Decides under the payment's lock; null when it has left review meanwhile. */
function decide(
  { sql, clock }: ClearReviewDeps,
  { paymentId, note, requestKey }: ClearReviewInput,
  { intent, asOf }: IntentReading,
  { actor, cause }: CommandOrigin,
): Promise<ClearedReview | null> {
  const facts = intentFacts(intent);
  return sql.transaction(async (tx): Promise<ClearedReview | null> => {
    const locked = await lockPayment(tx, paymentId);
    if (locked === undefined || locked.payment.reviewReason === null) return null;
    const origin = { certainty: 'current' as const, asOf };
    const { draft } = applyIntent(openDraft(locked), facts, origin, byStripe(clock, cause));
    const reasons = whatStillDiffers(draft, facts);
    if (reasons.length > 0) {
      await commitChange(tx, { kind: 'moved', drafts: [draft] }, clock);
      return { kind: 'still_differs', reasons };
    }
    const booked = await ledgerOf(tx, paymentId);
    const decided = clearReview(draft, facts, booked, { note, requestKey }, { clock, actor, cause });
    await commitChange(tx, { kind: 'moved', drafts: [decided] }, clock);
    return { kind: 'cleared', outcome: decided.orderStatus === 'paid' ? 'paid' : 'unchanged' };
  });
}

const LEDGER: Statement = {
  name: 'payments.ledger_of',
  text: `SELECT ${selectList('e', ledgerColumns)} FROM ledger_entries e WHERE e.payment_id = $1 ORDER BY e.id`,
};

function ledgerOf(tx: SqlTx, paymentId: string): Promise<readonly LedgerRecord[]> {
  return tx.query<LedgerRecord>(LEDGER, [paymentId]);
}

/** What the same request decided when it was made first. */
async function earlierDecision(
  { events }: ClearReviewDeps,
  { paymentId, requestKey }: ClearReviewInput,
): Promise<ClearedReview | null> {
  for (const event of await events.eventsOf([paymentId])) {
    const decision = paymentReviewCleared.read(event)?.data;
    if (decision?.requestKey === requestKey) return { kind: 'cleared', outcome: decision.outcome };
  }
  return null;
}
