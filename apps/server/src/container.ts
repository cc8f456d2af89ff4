import { createAppRouter } from '@flashstudio/api';
import { createAuth, createMerchants } from '@flashstudio/auth';
import { createDb, createListener } from '@flashstudio/db';
import { createJobQueue } from '@flashstudio/jobs';
import { money, moneyToJson } from '@flashstudio/money';
import { createMailbox, createNotifications, createSmtpTransport } from '@flashstudio/notifications';
import { createPayments } from '@flashstudio/payments';
import { addLogContext, type Clock, type Logger } from '@flashstudio/platform';
import Stripe from 'stripe';
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
  const notifications = createNotifications({ db, clock, logger, jobs, transport, from: config.mailFrom });
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
    onSucceeded: async (tx, payment) => {
      const order = await tx.order.findUniqueOrThrow({
        where: { id: payment.orderId },
        include: { customer: true, lines: true },
      });
      if (order.customer === null) return;
      const shop = await tx.publishableKey.findUnique({ where: { id: order.publishableKeyId } });
      const json = (amount: bigint) => moneyToJson(money(amount, payment.currency));
      await notifications.sendReceipt(tx, order.customer.email, {
        shopName: shop?.name ?? 'FlashStudio',
        paymentId: payment.id,
        orderId: order.id,
        customerName: order.customer.name,
        lines: order.lines.map((line) => ({
          name: line.productName,
          quantity: line.quantity,
          amount: json(line.amount),
        })),
        total: json(payment.amount),
        card:
          payment.cardBrand !== null && payment.cardLast4 !== null
            ? { brand: payment.cardBrand, last4: payment.cardLast4 }
            : null,
        paidAt: (payment.succeededAt ?? clock.now()).toISOString(),
      });
    },
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
    notifications,
    payments,
    router,
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
