import { type AnyTx, Prisma } from '@flashstudio/db';
import type { PageCursor } from './page-cursor.ts';

const { sql } = Prisma;

/** What became of a payment. `failed` waits for another card; `open` is all that is neither failed nor over. */
export type PaymentFilter = 'succeeded' | 'failed' | 'open' | 'canceled';

/** Spelled out, because each has an index of its own, which PostgreSQL uses only where it can read the outcome. */
const OUTCOME: Readonly<Record<PaymentFilter, Prisma.Sql>> = {
  succeeded: sql`outcome = 'succeeded'`,
  failed: sql`outcome = 'failed'`,
  open: sql`outcome = 'open'`,
  canceled: sql`outcome = 'canceled'`,
};

export interface FindPaymentsInput {
  readonly status: PaymentFilter | undefined;
  readonly term: string | null;
  /** Only payments that come after this one in the list. */
  readonly after: PageCursor | null;
  /** How many at most. */
  readonly wanted: number;
}

/** A payment's place in the list. */
export interface PaymentPlace {
  readonly createdAt: Date;
  readonly id: string;
}

/** Finds payments, newest first, in one statement whose plan is the same for every term. */
export function findPayments(db: Pick<AnyTx, '$queryRaw'>, input: FindPaymentsInput): Promise<PaymentPlace[]> {
  return db.$queryRaw<PaymentPlace[]>(input.term === null ? listed(input) : searched(input, input.term));
}

function listed(input: FindPaymentsInput): Prisma.Sql {
  return sql`
    SELECT created_at AS "createdAt", id
    FROM payments
    WHERE ${hasOutcome(input.status)} AND (created_at, id) < ${place(input)}
    ORDER BY created_at DESC, id DESC
    LIMIT ${input.wanted}`;
}

/** How many of the newest payments are compared before the indexes are asked: of all, and of one outcome. */
const NEAR = 5_000;
const NEAR_OF_OUTCOME = 2_000;

/**
 * A term that many payments match is found among the newest at once: `near` reads a bounded number of them in order.
 * A term that few match is not, and walking on would read every payment there is: then `matching` looks all of them up
 * in the indexes of texts and ids. Each of the two is slow where the other is fast.
 *
 * What the term is compared with comes from a subquery, so that PostgreSQL plans without knowing it: knowing it, it
 * would choose a scan of the whole table for a term that it holds to be common.
 */
function searched(input: FindPaymentsInput, search: string): Prisma.Sql {
  const { status, wanted } = input;
  const term = sql`(SELECT term FROM asked)`;
  const pastTerm = sql`(SELECT term || chr(1114111) FROM asked)`;
  const matches = sql`(strpos(text, ${term}) > 0 OR starts_with(payment_id, ${term}) OR starts_with(order_id, ${term}))`;
  const nearIsShort = sql`(SELECT count(*) FROM near) < ${wanted}`;
  return sql`
    WITH asked AS MATERIALIZED (SELECT search_form(${search}) AS term, ${search} AS plain),
    near AS MATERIALIZED (
      SELECT created_at, payment_id
      FROM (${status === undefined ? newest(input) : newestOf(status, input)}) AS newest
      WHERE ${matches}
      ORDER BY created_at DESC, payment_id DESC
      LIMIT ${wanted}
    ),
    matching AS MATERIALIZED (
      SELECT created_at, payment_id
      FROM payment_search
      WHERE ${nearIsShort}
        AND (search_grams(text) @@ (SELECT search_query(term) FROM asked)
          OR payment_id ~>=~ ${term} AND payment_id ~<~ ${pastTerm}
          OR order_id ~>=~ ${term} AND order_id ~<~ ${pastTerm})
        AND ${hasOutcome(status)} AND (created_at, payment_id) < ${place(input)} AND ${matches}
    ),
    found AS (
      SELECT created_at, payment_id FROM matching
      ORDER BY created_at DESC, payment_id DESC
      LIMIT ${wanted}
    ),
    by_card AS (
      SELECT newest.created_at, newest.id
      FROM unnest(enum_range(NULL::"PaymentOutcome")) AS kind (outcome)
      CROSS JOIN asked
      CROSS JOIN LATERAL (
        SELECT created_at, id
        FROM payments p
        WHERE (p.outcome, p.card_last4) >= (kind.outcome, plain)
          AND (p.outcome, p.card_last4, p.created_at, p.id) < (kind.outcome, plain, ${at(input)}, ${id(input)})
        ORDER BY p.outcome DESC, p.card_last4 DESC, p.created_at DESC, p.id DESC
        LIMIT ${wanted}
      ) AS newest
      WHERE ${hasOutcome(status)}
    ),
    by_intent AS (
      SELECT created_at, id FROM payments
      WHERE stripe_payment_intent_id = (SELECT plain FROM asked) AND ${hasOutcome(status)} AND (created_at, id) < ${place(input)}
    )
    SELECT created_at AS "createdAt", payment_id AS id
    FROM (
      SELECT * FROM near WHERE NOT ${nearIsShort}
      UNION SELECT * FROM found
      UNION SELECT * FROM by_card
      UNION SELECT * FROM by_intent
    ) AS every_way
    ORDER BY created_at DESC, payment_id DESC
    LIMIT ${wanted}`;
}

/** The newest payments with what they are searched by, all from one index. */
function newest(input: FindPaymentsInput): Prisma.Sql {
  return sql`
    SELECT created_at, payment_id, order_id, text
    FROM payment_search
    WHERE (created_at, payment_id) < ${place(input)}
    ORDER BY created_at DESC, payment_id DESC
    LIMIT ${NEAR}`;
}

/** The same of one outcome: from one index in order, and from the other row by row, so that no more is read than used. */
function newestOf(status: PaymentFilter, input: FindPaymentsInput): Prisma.Sql {
  return sql`
    SELECT p.created_at, p.id AS payment_id, s.order_id, s.text
    FROM (
      SELECT created_at, id
      FROM payments
      WHERE ${hasOutcome(status)} AND (created_at, id) < ${place(input)}
      ORDER BY created_at DESC, id DESC
      LIMIT ${NEAR_OF_OUTCOME}
    ) AS p
    CROSS JOIN LATERAL (
      SELECT order_id, text FROM payment_search WHERE created_at = p.created_at AND payment_id = p.id OFFSET 0
    ) AS s`;
}

function hasOutcome(status: PaymentFilter | undefined): Prisma.Sql {
  return status === undefined ? sql`true` : OUTCOME[status];
}

/** Where the page begins, to be compared with the place of a row; past every payment on the first page. */
function place(input: FindPaymentsInput): Prisma.Sql {
  return sql`(${at(input)}, ${id(input)})`;
}

function at({ after }: FindPaymentsInput): Prisma.Sql {
  return sql`${after?.createdAt ?? 'infinity'}::timestamptz`;
}

function id({ after }: FindPaymentsInput): Prisma.Sql {
  return sql`${after?.id ?? ''}`;
}
