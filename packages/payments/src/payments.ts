import type { Db, Listener, Payment, Tx } from '@flashstudio/db';
import { defineJob, type JobQueue, type RunnableJob, runnable } from '@flashstudio/jobs';
import type { Clock, Logger } from '@flashstudio/platform';
import type { Catalog } from '@flashstudio/shops';
import type Stripe from 'stripe';
import { z } from 'zod';
import { type ListPaymentsInput, listPayments, type PaymentPage } from './admin/list-payments.ts';
import { type PaymentDetail, paymentDetail } from './admin/payment-detail.ts';
import { type TodayFigures, todayFigures } from './admin/today.ts';
import { type ChangeSignal, watchChanges } from './changes.ts';
import {
  type Confirmation,
  type ConfirmPaymentInput,
  confirmPayment,
  findOwnPayment,
} from './checkout/confirm-payment.ts';
import { type CreatedPayment, type CreatePaymentInput, createPayment } from './checkout/create-payment.ts';
import { createPaymentSecrets } from './checkout/payment-secret.ts';
import { type PaymentView, viewPayment } from './checkout/payment-view.ts';
import { defineSyncJob } from './checkout/sync-payment.ts';
import { createStripeGateway } from './stripe/gateway.ts';
import { createInbox } from './webhooks/inbox.ts';
import { verifyEvent } from './webhooks/verify-signature.ts';
import { createInboxWorker, drainInbox, type InboxWorker } from './webhooks/worker.ts';

/** Where the browser finds Stripe. */
export interface StripeForBrowsers {
  readonly publishableKey: string;
  readonly scriptUrl: string;
  /** Nobody is charged: the widget says so and shows test cards. */
  readonly sandbox: boolean;
}

export interface PaymentsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: JobQueue;
  readonly listener: Listener;
  readonly catalog: Catalog;
  readonly stripe: Stripe;
  readonly stripeForBrowsers: StripeForBrowsers;
  /** All that are valid now: two while one is being rolled. */
  readonly webhookSecrets: readonly string[];
  /** Server key from which each payment's browser secret is derived; at least 32 characters. */
  readonly secretKey: string;
  /** IANA name of the zone in which days are counted. */
  readonly reportingTimeZone: string;
  /** Runs in the transaction that books a payment's money, once per payment. */
  readonly onSucceeded: (tx: Tx, payment: Payment) => Promise<void>;
}

export interface Payments {
  readonly stripeForBrowsers: StripeForBrowsers;
  readonly reportingTimeZone: string;
  create(input: CreatePaymentInput): Promise<CreatedPayment>;
  confirm(input: ConfirmPaymentInput): Promise<Confirmation>;
  /** A payment as its customer may see it. Throws `not_found`. */
  get(input: { paymentId: string; paymentSecret: string }): Promise<PaymentView>;
  list(input: ListPaymentsInput): Promise<PaymentPage>;
  detail(id: string): Promise<PaymentDetail>;
  today(): Promise<TodayFigures>;
  /** Every change from now on, until `signal` aborts. */
  changes(signal: AbortSignal): AsyncGenerator<ChangeSignal>;
  readonly webhooks: {
    /** Checks the signature and stores the event; false when it was there already. Throws `signature_invalid`, `signature_stale`, `invalid_input`. */
    receive(request: { rawBody: string; signature: string | null }): Promise<boolean>;
    /** Applies what is due and returns how many events were handled. */
    drain(): Promise<number>;
    readonly worker: InboxWorker;
  };
  /** What this capability wants worked on in the background. */
  readonly jobs: readonly RunnableJob[];
  /** Puts recurring jobs on the calendar. */
  schedule(): Promise<void>;
}

/** Builds the payments capability. */
export function createPayments(deps: PaymentsDeps): Payments {
  const { db, clock, logger } = deps;
  const gateway = createStripeGateway(deps.stripe);
  const inbox = createInbox(deps);
  const secrets = createPaymentSecrets(deps.secretKey);
  const applying = { db, clock, logger, gateway, inbox, onSucceeded: deps.onSucceeded };
  const syncJob = defineSyncJob({ ...applying, jobs: deps.jobs });
  const checkout = { ...applying, catalog: deps.catalog, secrets, jobs: deps.jobs, syncJob };

  // Wakes nobody in good times: it is for events whose application failed and waits for its next try.
  const sweepJob = defineJob({
    name: 'payments.sweep-inbox',
    schema: z.object({}),
    retry: { limit: 0, delaySeconds: 0, backoff: false },
    handler: async () => {
      await drainInbox(applying);
    },
  });

  return {
    stripeForBrowsers: deps.stripeForBrowsers,
    reportingTimeZone: deps.reportingTimeZone,
    create: (input) => createPayment(checkout, input),
    confirm: (input) => confirmPayment(checkout, input),
    get: async (input) => viewPayment(await findOwnPayment(checkout, input)),
    list: (input) => listPayments(db, input),
    detail: (id) => paymentDetail(db, id),
    today: () => todayFigures({ db, clock, timeZone: deps.reportingTimeZone }),
    changes: (signal) => watchChanges(deps.listener, signal, () => clock.now()),
    webhooks: {
      receive: async (request) =>
        inbox.store(verifyEvent(request, { secrets: deps.webhookSecrets, clock, webhooks: deps.stripe.webhooks })),
      drain: () => drainInbox(applying),
      worker: createInboxWorker(applying, deps.listener),
    },
    jobs: [runnable(syncJob), runnable(sweepJob)],
    schedule: () => deps.jobs.schedule(sweepJob, '* * * * *', {}),
  };
}
