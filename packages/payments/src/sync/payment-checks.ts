import type { Sql, Statement } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';

/** A payment that nothing was heard of for too long, claimed by this process for a while. */
export interface DueCheck {
  readonly paymentId: string;
  readonly intentId: string | null;
  /** When the payment was made. */
  readonly createdAt: Date;
}

/** The calendar of open payments: when to ask Stripe about each. A row is made with its payment and goes when it is final. */
export interface PaymentChecks {
  /** Takes the most overdue checks for two minutes, in which nobody else gets them. */
  claim(limit: number): Promise<readonly DueCheck[]>;
  /** Plans the next look at payments that are still open, later each time, and ends with the last round. */
  putOff(paymentIds: readonly string[]): Promise<void>;
  /** How far behind the checks are: those overdue, and by how much the oldest is (ms). */
  health(): Promise<{ readonly overdue: number; readonly oldestMs: number }>;
}

/** What a killed process had claimed comes back after this long. */
const CLAIM_MS = 2 * 60_000;

/** Looks back after 1, 2, 4 … times the first delay: with ten minutes, eleven rounds reach over a week, longer than any challenge stays open. */
const LAST_ROUND = 10;

const CLAIM: Statement = {
  name: 'checks.claim',
  text: `WITH claimed AS (
      UPDATE payment_checks SET due_at = $1::timestamptz + $2 * interval '1 millisecond'
      WHERE payment_id IN (SELECT payment_id FROM payment_checks WHERE due_at <= $1 ORDER BY due_at LIMIT $3
        FOR UPDATE SKIP LOCKED)
      RETURNING payment_id
    )
    SELECT p.id AS "paymentId", p.stripe_payment_intent_id AS "intentId", p.created_at AS "createdAt"
    FROM claimed JOIN payments p ON p.id = claimed.payment_id ORDER BY p.created_at, p.id`,
};

const PUT_OFF: Statement = {
  name: 'checks.put_off',
  text: `WITH ended AS (DELETE FROM payment_checks WHERE payment_id = ANY($1::text[]) AND round >= ${LAST_ROUND})
    UPDATE payment_checks SET round = round + 1,
      due_at = $2::timestamptz + $3 * power(2, round + 1) * interval '1 millisecond'
    WHERE payment_id = ANY($1::text[]) AND round < ${LAST_ROUND}`,
};

const HEALTH: Statement = {
  name: 'checks.health',
  text: `SELECT count(*) AS overdue, min(due_at) AS oldest FROM payment_checks WHERE due_at <= $1`,
};

/** Builds the calendar over the database; `firstDelayMs` is how long a payment may go unheard of at first. */
export function createPaymentChecks({
  sql,
  clock,
  firstDelayMs,
}: {
  sql: Sql;
  clock: Clock;
  firstDelayMs: number;
}): PaymentChecks {
  return {
    claim: (limit) => sql.query<DueCheck>(CLAIM, [clock.now(), CLAIM_MS, limit]),

    async putOff(paymentIds) {
      if (paymentIds.length > 0) await sql.query(PUT_OFF, [paymentIds, clock.now(), firstDelayMs]);
    },

    async health() {
      const now = clock.now();
      const [row] = await sql.query<{ overdue: bigint; oldest: Date | null }>(HEALTH, [now]);
      return {
        overdue: Number(row?.overdue ?? 0n),
        oldestMs: row?.oldest == null ? 0 : now.getTime() - row.oldest.getTime(),
      };
    },
  };
}
