import { createAppRouter } from '@flashstudio/api';
import { createAuth, createMerchants } from '@flashstudio/auth';
import { createDb, createListener } from '@flashstudio/db';
import { createMail, createMailbox, createSmtpTransport } from '@flashstudio/mail';
import { createNotifications, receiptTemplate } from '@flashstudio/notifications';
import { createPayments } from '@flashstudio/payments';
import { type Clock, createJobQueue, type Logger } from '@flashstudio/platform';
import Stripe from 'stripe';
import type { Config, ExternalServices } from './env.ts';
import { paidOrder } from './paid-order.ts';

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
  const listener = createListener({ connectionString: databaseUrl, logger });
  const jobs = createJobQueue({ connectionString: databaseUrl, logger });
  const stripe = createStripe(services);
  const auth = createAuth({
    db,
    clock,
    secret: services.authSecret,
    publicUrl: config.publicUrl,
    trustedOrigins: config.origins,
  });
  const merchants = createMerchants({ db, clock, ownOrigin: new URL(config.publicUrl).origin });
  const mailbox = createMailbox({ db, clock });
  const transport = services.smtpUrl === undefined ? mailbox : createSmtpTransport(services.smtpUrl);
  const mail = createMail({ db, clock, jobs, transport, from: config.mailFrom, templates: [receiptTemplate] });
  const notifications = createNotifications({ mail, paidOrder });
  const payments = createPayments({
    db,
    clock,
    logger,
    jobs,
    listener,
    stripe,
    stripeForBrowsers: {
      publishableKey: services.stripePublishableKey,
      scriptUrl: services.stripeScriptUrl,
      sandbox: services.stripeApiUrl !== undefined,
    },
    webhookSecrets: services.stripeWebhookSecrets,
    secretKey: services.paymentSecretKey,
    reportingTimeZone: config.reportingTimeZone,
    onSucceeded: (tx, payment) => notifications.paymentCaptured(tx, payment.id),
  });
  const router = createAppRouter({ payments, demo: demoLogin !== null });

  return {
    config,
    services,
    clock,
    logger,
    demoLogin,
    db,
    listener,
    jobs,
    stripe,
    auth,
    merchants,
    mailbox,
    transport,
    mail,
    notifications,
    payments,
    router,
  };
}

function createStripe({ stripeSecretKey, stripeApiUrl }: ExternalServices): Stripe {
  const options = { maxNetworkRetries: 2, timeout: STRIPE_TIMEOUT_MS, telemetry: false };
  if (stripeApiUrl === undefined) return new Stripe(stripeSecretKey, options);
  const { protocol, hostname, port } = new URL(stripeApiUrl);
  const plain = protocol === 'http:';
  return new Stripe(stripeSecretKey, {
    ...options,
    host: hostname,
    port: port || (plain ? 80 : 443),
    protocol: plain ? 'http' : 'https',
  });
}
