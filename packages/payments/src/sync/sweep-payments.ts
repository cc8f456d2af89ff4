import type { Sql } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import pLimit from 'p-limit';
import { applyIntent } from '../changes/apply-intent.ts';
import { commitChange } from '../changes/commit-change.ts';
import { type Draft, openDraft } from '../changes/draft.ts';
import { lockPayments } from '../changes/lock-payments.ts';
import type { LockedPayment } from '../changes/records.ts';
import { isFinal } from '../machine/payment-machine.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';
import type { DueCheck, PaymentChecks } from './payment-checks.ts';

export interface SweepDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gateway: StripeGateway;
  readonly checks: PaymentChecks;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/** Payments of one round: about as many as two pages of Stripe's list hold. */
const ROUND = 200;

/** Fewer than this are asked for one by one: a list would mostly bring other people's intents. */
const WORTH_A_LIST = 5;

/** Pages of a list that bring too little are not read further. */
const LEAST_SHARE = 0.1;

const REQUESTS_AT_ONCE = 8;

/**
 * Asks Stripe about every payment that is still open and that nothing was heard of for too long, so that a lost webhook
 * costs minutes and not money. Works in rounds until none is due; a payment Stripe does not answer for comes back in two
 * minutes. Returns how many were looked at. Safe on any number of replicas at once.
 */
export async function sweepPayments(deps: SweepDeps): Promise<number> {
  let looked = 0;
  for (;;) {
    const due = await deps.checks.claim(ROUND);
    if (due.length === 0) return looked;
    looked += due.length;
    const readings = await readIntents(deps, due);
    const stillOpen = await applyReadings(deps, due, readings);
    await deps.checks.putOff(stillOpen);
  }
}

/** What Stripe says of these payments, by our id; those it did not answer for are left out. */
async function readIntents(deps: SweepDeps, due: readonly DueCheck[]): Promise<ReadonlyMap<string, IntentReading>> {
  const wanted = new Map(due.flatMap(({ intentId, paymentId }) => (intentId === null ? [] : [[intentId, paymentId]])));
  const found = new Map<string, IntentReading>();
  if (wanted.size >= WORTH_A_LIST) await readList(deps, due, wanted, found);
  const missing = [...wanted].filter(([, paymentId]) => !found.has(paymentId));
  await pLimit(REQUESTS_AT_ONCE).map(missing, async ([intentId, paymentId]) => {
    const result = await deps.gateway.retrieveIntent(intentId);
    if (result.kind === 'ok') found.set(paymentId, result.reading);
    else deps.logger.warn({ err: result.cause, paymentId }, 'Stripe did not answer for an open payment');
  });
  return found;
}

/** Stripe's clock may differ from ours, and it stamps to the second. */
const CLOCK_SKEW_MS = 5_000;

/** An intent is made right after its payment; one that took longer is asked for by itself. */
const INTENT_AFTER_MS = 60_000;

async function readList(
  { gateway }: SweepDeps,
  due: readonly DueCheck[],
  wanted: ReadonlyMap<string, string>,
  found: Map<string, IntentReading>,
): Promise<void> {
  const moments = due.map(({ createdAt }) => createdAt.getTime());
  const from = new Date(Math.min(...moments) - CLOCK_SKEW_MS);
  const to = new Date(Math.max(...moments) + INTENT_AFTER_MS);
  let startingAfter: string | undefined;
  for (;;) {
    const page = await gateway.listIntents({ from, to, startingAfter });
    if (page.kind !== 'page') return;
    let useful = 0;
    for (const reading of page.readings) {
      const paymentId = wanted.get(reading.intent.id);
      if (paymentId === undefined) continue;
      found.set(paymentId, reading);
      useful += 1;
    }
    startingAfter = page.readings.at(-1)?.intent.id;
    const worthIt = useful >= page.readings.length * LEAST_SHARE && found.size < wanted.size;
    if (!page.hasMore || !worthIt || startingAfter === undefined) return;
  }
}

/** Applies what Stripe said and returns the payments that are to be looked at again. */
async function applyReadings(
  deps: SweepDeps,
  due: readonly DueCheck[],
  readings: ReadonlyMap<string, IntentReading>,
): Promise<readonly string[]> {
  // Nothing was ever asked of Stripe: the customer left before the intent was made.
  const untold = due.filter(({ intentId }) => intentId === null).map(({ paymentId }) => paymentId);
  if (readings.size === 0) return untold;
  const open = await deps.sql.transaction(async (tx) => {
    const locked = await lockPayments(tx, [...readings.keys()]);
    const drafts = locked.flatMap((payment) => draftOf(deps, payment, readings.get(payment.payment.id)));
    await commitChange(tx, { kind: 'moved', drafts }, deps.clock);
    return drafts.filter(({ payment }) => !isFinal(payment.status)).map(({ payment }) => payment.id);
  });
  deps.wake();
  return [...untold, ...open];
}

/** One answer that nobody can make sense of must not keep the others from being applied. */
function draftOf({ clock, logger }: SweepDeps, locked: LockedPayment, reading: IntentReading | undefined): Draft[] {
  if (reading === undefined) return [];
  const origin = { certainty: 'current' as const, asOf: reading.asOf };
  try {
    const context = { clock, actor: SWEEPER, cause: {} };
    return [applyIntent(openDraft(locked), intentFacts(reading.intent), origin, context).draft];
  } catch (error) {
    logger.error({ err: error, paymentId: locked.payment.id }, 'an open payment could not be brought up to date');
    return [];
  }
}

const SWEEPER = { kind: 'system', id: 'payments.sweep' } as const;
