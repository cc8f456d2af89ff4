import type { DbOf } from '@flashstudio/db';
import { type MoneyJson, money, moneyToJson } from '@flashstudio/money';
import type { Clock } from '@flashstudio/platform';

/** Figures of one day in the reporting time zone. Each currency stands alone: two are never added. */
export interface TodayFigures {
  /** YYYY-MM-DD */
  readonly date: string;
  /** Captured today, corrections included, the largest first. */
  readonly revenue: readonly MoneyJson[];
  readonly paidOrders: number;
  /** Payments whose last attempt was today and has an outcome. */
  readonly attempted: number;
  readonly succeeded: number;
  /** 0 to 1; null when nothing was attempted. */
  readonly successRate: number | null;
  readonly hourly: readonly HourFigures[];
  /** Yesterday up to the same time of day, for a fair comparison. */
  readonly yesterday: {
    readonly revenue: readonly MoneyJson[];
    readonly paidOrders: number;
    readonly successRate: number | null;
  };
}

export interface HourFigures {
  readonly hour: number;
  readonly revenue: readonly MoneyJson[];
  readonly succeeded: number;
  readonly failed: number;
}

interface CaptureRow {
  readonly day: string;
  readonly hour: number;
  readonly currency: string;
  readonly amount: bigint;
  readonly payments: bigint;
}

interface OutcomeRow {
  readonly day: string;
  readonly hour: number;
  readonly succeeded: bigint;
  readonly failed: bigint;
}

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
  const capturesOf = (day: string) => captures.filter((row) => row.day === day);
  const outcomesOf = (day: string) => outcomes.filter((row) => row.day === day);
  const { attempted, succeeded, successRate } = rate(outcomesOf(today));
  return {
    date: today,
    revenue: revenue(capturesOf(today)),
    paidOrders: countPayments(capturesOf(today)),
    attempted,
    succeeded,
    successRate,
    hourly: Array.from({ length: 24 }, (_, hour) => {
      const outcome = outcomesOf(today).find((row) => row.hour === hour);
      return {
        hour,
        revenue: revenue(capturesOf(today).filter((row) => row.hour === hour)),
        succeeded: Number(outcome?.succeeded ?? 0n),
        failed: Number(outcome?.failed ?? 0n),
      };
    }),
    yesterday: {
      revenue: revenue(capturesOf(yesterday)),
      paidOrders: countPayments(capturesOf(yesterday)),
      successRate: rate(outcomesOf(yesterday)).successRate,
    },
  };
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

function revenue(rows: readonly CaptureRow[]): MoneyJson[] {
  const byCurrency = new Map<string, bigint>();
  for (const { currency, amount } of rows) byCurrency.set(currency, (byCurrency.get(currency) ?? 0n) + amount);
  return [...byCurrency]
    .sort(([a, amountA], [b, amountB]) => (amountA === amountB ? a.localeCompare(b) : amountA < amountB ? 1 : -1))
    .map(([currency, amount]) => moneyToJson(money(amount, currency)));
}

function countPayments(rows: readonly CaptureRow[]): number {
  return rows.reduce((count, row) => count + Number(row.payments), 0);
}

function rate(rows: readonly OutcomeRow[]): { attempted: number; succeeded: number; successRate: number | null } {
  const succeeded = rows.reduce((count, row) => count + Number(row.succeeded), 0);
  const attempted = rows.reduce((count, row) => count + Number(row.succeeded + row.failed), 0);
  return { attempted, succeeded, successRate: attempted === 0 ? null : succeeded / attempted };
}
