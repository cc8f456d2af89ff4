import { type Db, withAdvisoryLock } from '@flashstudio/db';
import { defineJob, type JobDefinition, type JobQueue } from '@flashstudio/jobs';
import { z } from 'zod';
import { type ApplyIntentDeps, applyIntent } from '../ledger/apply-intent.ts';
import { isFinal } from '../machine/payment-machine.ts';
import type { StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';

/** How long a payment may go unheard of before we ask Stripe ourselves. */
export const SYNC_DELAY_MS = 10 * 60_000;

/** Looks back after 10, 20, 40 … minutes: eleven rounds reach over a week, longer than any challenge stays open. */
const LAST_ROUND = 10;

const payload = z.object({ paymentId: z.string(), round: z.number().int().min(0) });

export type SyncJob = JobDefinition<'payments.sync', typeof payload>;

export interface SyncPaymentDeps extends ApplyIntentDeps {
  readonly db: Db;
  readonly gateway: StripeGateway;
  readonly jobs: JobQueue;
}

/**
 * The job that asks Stripe about a payment that is still open, so that a lost webhook costs minutes and not money.
 * It is enqueued in the transaction that makes the payment, and looks again ever more rarely while the payment is open.
 */
export function defineSyncJob(deps: SyncPaymentDeps): SyncJob {
  const job: SyncJob = defineJob({
    name: 'payments.sync',
    schema: payload,
    retry: { limit: 5, delaySeconds: 30, backoff: true },
    handler: async ({ paymentId, round }) => {
      const open = await syncPayment(deps, paymentId);
      if (!open || round >= LAST_ROUND) return;
      const startAfter = new Date(deps.clock.now().getTime() + SYNC_DELAY_MS * 2 ** (round + 1));
      await deps.jobs.enqueue(job, { paymentId, round: round + 1 }, { startAfter });
    },
  });
  return job;
}

/** Reads one payment's intent from Stripe and applies it; returns whether the payment is still open. Throws when Stripe cannot be reached. */
async function syncPayment(deps: SyncPaymentDeps, paymentId: string): Promise<boolean> {
  const payment = await deps.db.payment.findUnique({ where: { id: paymentId } });
  if (payment === null || isFinal(payment.status)) return false;
  // Nothing was ever asked of Stripe: the customer left before the intent was made.
  if (payment.stripePaymentIntentId === null) return true;

  const result = await deps.gateway.retrieveIntent(payment.stripePaymentIntentId);
  if (result.kind !== 'ok') throw new Error(`Stripe did not answer for ${paymentId}`, { cause: result.cause });
  return deps.db.$transaction(async (tx) => {
    await withAdvisoryLock(tx, paymentId);
    const current = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
    await applyIntent(deps, tx, current, intentFacts(result.reading.intent), {
      source: 'system',
      certainty: 'current',
      asOf: result.reading.asOf,
    });
    return !isFinal((await tx.payment.findUniqueOrThrow({ where: { id: paymentId } })).status);
  });
}
