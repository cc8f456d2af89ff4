import type { DbOf, Hints, Sql } from '@flashstudio/db';
import type { EventLog, Subscription } from '@flashstudio/events';
import { defineJob, type JobQueue, type RunnableJob, runnable } from '@flashstudio/jobs';
import { addLogContext, type Clock, type HealthChecks, type Logger, type Scheduler } from '@flashstudio/platform';
import type { Catalog } from '@flashstudio/shops';
import type Stripe from 'stripe';
import { z } from 'zod';
import { type ClearedReview, type ClearReviewInput, clearPaymentReview } from './admin/clear-review.ts';
import { type ListPaymentsInput, listPayments, type PaymentPage } from './admin/list-payments.ts';
import { type PaymentDetail, paymentDetail } from './admin/payment-detail.ts';
import { todayFigures } from './admin/today.ts';
import type { TodayFigures } from './admin/today-figures.ts';
import { type ConfirmPaymentInput, confirmPayment, notFound, requireOwn } from './checkout/confirm-payment.ts';
import type { Confirmation } from './checkout/confirmation.ts';
import {
  type CommandOrigin,
  type CreatedPayment,
  type CreatePaymentInput,
  createPayment,
} from './checkout/create-payment.ts';
import { createPaymentSecrets } from './checkout/payment-secret.ts';
import { type PaymentView, viewPayment } from './checkout/payment-view.ts';
import { type PaymentChange, paymentChanges } from './live.ts';
import { type ReceiptFacts, receiptFacts } from './receipt-facts.ts';
import { reviewLog } from './review-log.ts';
import { createStripeGateway } from './stripe/gateway.ts';
import { createPaymentChecks } from './sync/payment-checks.ts';
import { sweepPayments } from './sync/sweep-payments.ts';
import { drainInbox } from './webhooks/drain-inbox.ts';
import { createInbox } from './webhooks/inbox.ts';
import { readInboxEntry } from './webhooks/read-event.ts';
import { verifySignature } from './webhooks/verify-signature.ts';
import { createInboxWorker, type InboxWorker } from './webhooks/worker.ts';

/** Where the browser finds Stripe. */
export interface StripeForBrowsers {
  readonly publishableKey: string;
  readonly scriptUrl: string;
  /** Nobody is charged: the widget says so and shows test cards. */
  readonly sandbox: boolean;
}

export interface PaymentsDeps {
  readonly db: DbOf<'payments'>;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: JobQueue;
  readonly hints: Hints;
  readonly scheduler: Scheduler;
  readonly events: EventLog;
  readonly catalog: Pick<Catalog, 'quote'>;
  readonly stripe: Stripe;
  readonly stripeForBrowsers: StripeForBrowsers;
  /** Whether our key moves real money: events of the other mode are none of ours. */
  readonly livemode: boolean;
  /** All that are valid now: two while one is being rolled. */
  readonly webhookSecrets: readonly string[];
  /** Server key from which each payment's browser secret is derived; at least 32 characters. */
  readonly secretKey: string;
  /** IANA name of the zone in which days are counted. */
  readonly reportingTimeZone: string;
  /** How long a payment may go unheard of before Stripe is asked (ms). */
  readonly checkAfterMs: number;
  /** How many cards may be tried for one payment before its order can only be started anew; at least 1. */
  readonly attemptsPerPayment: number;
}

/** An inbox this late is no burst any more. */
const INBOX_LATE_MS = 60_000;

/** The sweep runs every minute: this late it does not keep up. */
const CHECKS_LATE_MS = 5 * 60_000;

export interface Payments {
  readonly stripeForBrowsers: StripeForBrowsers;
  readonly reportingTimeZone: string;
  create(input: CreatePaymentInput, origin: CommandOrigin): Promise<CreatedPayment>;
  confirm(input: ConfirmPaymentInput, origin: CommandOrigin): Promise<Confirmation>;
  /** A payment as its customer may see it. Throws `not_found`. */
  get(input: { shopId: string; paymentId: string; paymentSecret: string }): Promise<PaymentView>;
  list(input: ListPaymentsInput): Promise<PaymentPage>;
  detail(id: string): Promise<PaymentDetail>;
  today(): Promise<TodayFigures>;
  /** Takes a payment out of review when Stripe's facts agree with its order by now; says why not otherwise. */
  clearReview(input: ClearReviewInput, origin: CommandOrigin): Promise<ClearedReview>;
  /** What a receipt of this payment says; null while it is not paid, or when nobody is to get one. */
  receipt(paymentId: string): Promise<ReceiptFacts | null>;
  /** The position of now in the event log. */
  now(): Promise<string>;
  /** Every change of a payment after a position of the log, until `signal` aborts. Throws `invalid_input` on no position. */
  changes(after: string, signal: AbortSignal): AsyncGenerator<PaymentChange>;
  readonly webhooks: {
    /** Checks the signature and stores the event; false when it was there already. Throws `signature_invalid`, `signature_stale`. */
    receive(request: { rawBody: string; signature: string | null }): Promise<boolean>;
    /** Applies what is due and returns how many events were handled. */
    drain(): Promise<number>;
  };
  /** Asks Stripe about every open payment that is due for it; returns how many were looked at. */
  sweep(): Promise<number>;
  /** The inbox and the calendar of open payments: counts, and how late the oldest is (ms); payments that need review. */
  health(): Promise<HealthChecks>;
  /** Readers of the event log. */
  readonly subscriptions: readonly Subscription[];
  readonly workers: readonly InboxWorker[];
  /** What this capability wants worked on in the background. */
  readonly jobs: readonly RunnableJob[];
  /** Puts recurring jobs on the calendar. */
  schedule(): Promise<void>;
}

/** Builds the payments capability. */
export function createPayments(deps: PaymentsDeps): Payments {
  const { db, sql, clock, logger, events, hints, scheduler } = deps;
  const gateway = createStripeGateway(deps.stripe);
  const inbox = createInbox(deps);
  const secrets = createPaymentSecrets(deps.secretKey);
  const checks = createPaymentChecks({ sql, clock, firstDelayMs: deps.checkAfterMs });
  const wake = () => events.wake();
  const common = { sql, clock, logger, gateway, wake };
  const own = { livemode: deps.livemode, apiVersion: deps.stripe.getApiField('version') };
  const applying = { ...common, inbox, own };
  const { catalog, checkAfterMs, attemptsPerPayment } = deps;
  const checkout = { ...common, secrets, catalog, checkAfterMs, attemptsPerPayment };
  const worker = createInboxWorker({ ...applying, hints, scheduler });

  const sweepJob = defineJob({
    name: 'payments.sweep',
    schema: z.object({}),
    // The next minute tries again.
    retry: { limit: 0, delaySeconds: 0, backoff: false },
    // One process at a time: a sweep that takes longer than a minute must not meet its successor.
    policy: 'singleton',
    handler: async () => {
      await sweepPayments({ ...common, checks });
    },
  });

  return {
    stripeForBrowsers: deps.stripeForBrowsers,
    reportingTimeZone: deps.reportingTimeZone,
    create: (input, origin) => createPayment(checkout, input, origin),
    confirm(input, origin) {
      addLogContext({ paymentId: input.paymentId });
      return confirmPayment(checkout, input, origin);
    },
    async get(input) {
      addLogContext({ paymentId: input.paymentId });
      requireOwn(secrets, input);
      const found = await db.payment.findUnique({
        where: { id: input.paymentId, order: { shopId: input.shopId } },
        include: { _count: { select: { attempts: { where: { status: 'failed' } } } } },
      });
      if (found === null) throw notFound();
      const { _count, ...payment } = found;
      return viewPayment(payment, _count.attempts);
    },
    list: (input) => listPayments(db, input),
    detail: (id) => paymentDetail({ db, events }, id),
    clearReview(input, origin) {
      addLogContext({ paymentId: input.paymentId });
      return clearPaymentReview({ ...common, events }, input, origin);
    },
    today: () => todayFigures({ db, clock, timeZone: deps.reportingTimeZone }),
    receipt: (paymentId) => receiptFacts(sql, paymentId),
    now: () => events.head(),
    changes: (after, signal) => paymentChanges(events, after, signal),
    webhooks: {
      async receive(request) {
        verifySignature(request, { secrets: deps.webhookSecrets, clock, webhooks: deps.stripe.webhooks });
        const entry = readInboxEntry(request.rawBody, clock.now());
        addLogContext({ stripeEventId: entry.id, stripeEventType: entry.type });
        const storedAs = await inbox.store(entry);
        if (storedAs === 'waiting') worker.wake();
        return storedAs !== 'duplicate';
      },
      drain: () => drainInbox(applying),
    },
    sweep: () => sweepPayments({ ...common, checks }),
    async health() {
      const [events, open, inReview] = await Promise.all([
        inbox.health(),
        checks.health(),
        db.payment.count({ where: { reviewReason: { not: null } } }),
      ]);
      return {
        webhookInbox: { ok: events.oldestWaitingMs < INBOX_LATE_MS, ...events },
        openPayments: { ok: open.oldestMs < CHECKS_LATE_MS, ...open },
        paymentsInReview: { ok: inReview === 0, count: inReview },
      };
    },
    subscriptions: [reviewLog(logger)],
    workers: [worker],
    jobs: [runnable(sweepJob)],
    schedule: () => deps.jobs.schedule(sweepJob, '* * * * *', {}),
  };
}
