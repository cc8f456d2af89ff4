import { type MoneyJson, money, moneyToJson } from '@flashstudio/money';

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

/** What was captured within an hour of a day, in one currency. */
export interface CaptureRow {
  readonly day: string;
  readonly hour: number;
  readonly currency: string;
  readonly amount: bigint;
  readonly payments: bigint;
}

/** How the payments ended whose last attempt was within an hour of a day. */
export interface OutcomeRow {
  readonly day: string;
  readonly hour: number;
  readonly succeeded: bigint;
  readonly failed: bigint;
}

/** Rows of both days, as the database counted them. Days are YYYY-MM-DD, hours 0 to 23, in the reporting time zone. */
export interface DayRows {
  readonly today: string;
  readonly yesterday: string;
  readonly captures: readonly CaptureRow[];
  readonly outcomes: readonly OutcomeRow[];
}

/** Adds up the rows of today, and of yesterday beside it. */
export function figuresOf({ today, yesterday, captures, outcomes }: DayRows): TodayFigures {
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
