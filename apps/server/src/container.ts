import { createAdminRouter, createCheckoutRouter } from '@flashstudio/api';
import { createAudit, createAuditTrail, createDecisionRecorder } from '@flashstudio/audit';
import { createAuth } from '@flashstudio/auth';
import { createDb, createHints, createListener, createSql } from '@flashstudio/db';
import { createEventLog } from '@flashstudio/events';
import { createJobQueue } from '@flashstudio/jobs';
import { createMail, createMailbox, createSmtpTransport } from '@flashstudio/mail';
import { createNotifications, receiptTemplate } from '@flashstudio/notifications';
import { createPayments, isLiveKey } from '@flashstudio/payments';
import { addLogContext, type Clock, type Logger, systemScheduler } from '@flashstudio/platform';
import { createShops } from '@flashstudio/shops';
import Stripe from 'stripe';
import type { Capability } from './capability.ts';
import type { Config, ExternalServices } from './env.ts';

/** Everything the server is made of, built once. */
export type Container = ReturnType<typeof createContainer>;

export interface ContainerOptions {
  readonly config: Config;
  readonly services: ExternalServices;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The instance shows demo data with this login. */
  readonly demoLogin: DemoLogin | null;
}

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
}

/** A payment that Stripe has not answered within this time counts as unknown and is repeated with the same key. */
const STRIPE_TIMEOUT_MS = 20_000;

/** Builds every service from its parts. Nothing is started here. */
export function createContainer({ config, services, clock, logger, demoLogin }: ContainerOptions) {
  const { databaseUrl } = services;
  const db = createDb({ connectionString: databaseUrl });
  const sql = createSql({
    connectionString: databaseUrl,
    onError: (error) => logger.warn({ err: error }, 'an idle database connection broke'),
  });
  const listener = createListener({ connectionString: databaseUrl, logger });
  const hints = createHints({ listener, scheduler: systemScheduler, logger });
  const auditTrail = createAuditTrail({ clock });
  const events = createEventLog({ db, clock, logger, hints, recordDecision: createDecisionRecorder(auditTrail) });
  const jobs = createJobQueue({ connectionString: databaseUrl, logger });
  const stripe = createStripe(services);
  const audit = createAudit({ db, clock, logger, jobs });
  const auth = createAuth({
    db,
    clock,
    audit: auditTrail,
    secret: services.authSecret,
    adminUrl: config.sites.admin.url,
    limits: config.sessionLimits,
    scheduler: systemScheduler,
    logger,
  });
  const shops = createShops({ db, clock, audit: auditTrail, ownOrigin: config.sites.checkout.url });
  const mailbox = createMailbox({ db, clock });
  const transport = services.smtpUrl === undefined ? mailbox : createSmtpTransport(services.smtpUrl);
  const payments = createPayments({
    db,
    sql,
    clock,
    logger,
    jobs,
    hints,
    scheduler: systemScheduler,
    events,
    catalog: shops.catalog,
    stripe,
    stripeForBrowsers: {
      publishableKey: services.stripePublishableKey,
      scriptUrl: services.stripeScriptUrl,
      sandbox: services.stripeApiUrl !== undefined,
    },
    livemode: isLiveKey(services.stripeSecretKey),
    webhookSecrets: services.stripeWebhookSecrets,
    secretKey: services.paymentSecretKey,
    reportingTimeZone: config.reportingTimeZone,
    checkAfterMs: config.paymentCheckAfterMs,
    attemptsPerPayment: config.attemptsPerPayment,
  });
  const mail = createMail({ db, clock, jobs, transport, from: config.mailFrom, templates: [receiptTemplate] });
  const notifications = createNotifications({ mail, payments, shops });
  const capabilities: readonly Capability[] = [payments, mail, notifications, audit];
  const routers = {
    checkout: createCheckoutRouter({ payments, shops }),
    admin: createAdminRouter({ payments, audit, demo: demoLogin !== null }),
  };

  return {
    config,
    services,
    clock,
    logger,
    demoLogin,
    db,
    sql,
    listener,
    hints,
    jobs,
    events,
    readers: events.runner(capabilities.flatMap(({ subscriptions = [] }) => subscriptions)),
    capabilities,
    stripe,
    audit,
    auth,
    shops,
    mailbox,
    transport,
    payments,
    routers,
  };
}

function createStripe(services: ExternalServices): Stripe {
  const stripe = new Stripe(services.stripeSecretKey, {
    maxNetworkRetries: 2,
    timeout: STRIPE_TIMEOUT_MS,
    telemetry: false,
    ...stripeAddress(services.stripeApiUrl),
  });
  // Stripe's support asks for this id: every line after an answer of Stripe's carries it.
  stripe.on('response', ({ request_id }: Stripe.ResponseEvent) => addLogContext({ stripeRequestId: request_id }));
  return stripe;
}

function stripeAddress(apiUrl: string | undefined): Stripe.StripeConfig {
  if (apiUrl === undefined) return {};
  const { protocol, hostname, port } = new URL(apiUrl);
  const plain = protocol === 'http:';
  return { host: hostname, port: port || (plain ? 80 : 443), protocol: plain ? 'http' : 'https' };
}
