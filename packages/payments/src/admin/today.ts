import type { DbOf } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { type CaptureRow, figuresOf, type OutcomeRow, type TodayFigures } from './today-figures.ts';

/** Counts today and yesterday from the ledger and the payments, in the reporting time zone (IANA name). */
export async function todayFigures({
  db,
  clock,
  timeZone,
}: {
  db: DbOf<'payments'>;
  clock: Clock;
  timeZone: string;
}): Promise<TodayFigures> {
  const now = clock.now();
  const [days, captures, outcomes] = await Promise.all([
    db.$queryRaw<{ today: string; yesterday: string }[]>`
      SELECT to_char(${now}::timestamptz AT TIME ZONE ${timeZone}, 'YYYY-MM-DD') AS today,
             to_char((${now}::timestamptz AT TIME ZONE ${timeZone}) - interval '1 day', 'YYYY-MM-DD') AS yesterday`,
    captureRows(db, now, timeZone),
    outcomeRows(db, now, timeZone),
  ]);
  const { today = '', yesterday = '' } = days[0] ?? {};
  return figuresOf({ today, yesterday, captures, outcomes });
}

/** Rows of today, and of yesterday up to this time of day: local midnight bounds both, so a 23- or 25-hour day is right. */
function captureRows(db: DbOf<'payments'>, now: Date, timeZone: string): Promise<CaptureRow[]> {
  return db.$queryRaw<CaptureRow[]>`
    WITH local AS (SELECT ${now}::timestamptz AT TIME ZONE ${timeZone} AS now)
    SELECT to_char(e.occurred_at AT TIME ZONE ${timeZone}, 'YYYY-MM-DD') AS day,
           extract(hour FROM e.occurred_at AT TIME ZONE ${timeZone})::int AS hour,
           e.currency, sum(e.amount)::bigint AS amount, count(DISTINCT e.payment_id) AS payments
    FROM ledger_entries e, local
    WHERE e.kind IN ('capture', 'reversal', 'rebooking')
      AND e.occurred_at >= (date_trunc('day', local.now) - interval '1 day') AT TIME ZONE ${timeZone}
      AND (e.occurred_at >= date_trunc('day', local.now) AT TIME ZONE ${timeZone}
           OR e.occurred_at <= (local.now - interval '1 day') AT TIME ZONE ${timeZone})
    GROUP BY 1, 2, 3`;
}

function outcomeRows(db: DbOf<'payments'>, now: Date, timeZone: string): Promise<OutcomeRow[]> {
  return db.$queryRaw<OutcomeRow[]>`
    WITH local AS (SELECT ${now}::timestamptz AT TIME ZONE ${timeZone} AS now)
    SELECT to_char(p.last_attempt_at AT TIME ZONE ${timeZone}, 'YYYY-MM-DD') AS day,
           extract(hour FROM p.last_attempt_at AT TIME ZONE ${timeZone})::int AS hour,
           count(*) FILTER (WHERE p.status = 'succeeded') AS succeeded,
           count(*) FILTER (WHERE p.status <> 'succeeded') AS failed
    FROM payments p, local
    WHERE (p.status IN ('succeeded', 'canceled') OR (p.status = 'requires_payment_method' AND p.failure_class IS NOT NULL))
      AND p.last_attempt_at >= (date_trunc('day', local.now) - interval '1 day') AT TIME ZONE ${timeZone}
      AND (p.last_attempt_at >= date_trunc('day', local.now) AT TIME ZONE ${timeZone}
           OR p.last_attempt_at <= (local.now - interval '1 day') AT TIME ZONE ${timeZone})
    GROUP BY 1, 2`;
}
