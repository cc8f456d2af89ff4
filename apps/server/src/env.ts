import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionLimits } from '@flashstudio/auth';
import { isTimeZone, OperatorError } from '@flashstudio/platform';
import { z } from 'zod';
import { type Bound, isHost, isLoopback, isOrigin } from './addresses.ts';
import type { StreamLimits } from './http/stream-places.ts';
import { parseTrustedProxies, type TrustedProxies } from './http/trusted-proxies.ts';
import { findContradictions, judgeHosts, judgePorts, type Settings, splitWebhookSecrets } from './settings-rules.ts';
import { adminAddressFor, findSites, type Listeners, type Sites } from './sites.ts';

/** Everything the server is told from outside. This file alone reads the environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where the admin listens, if not where the checkout does. */
  readonly adminListener: Bound | undefined;
  /** The two hosts: where browsers find them, and under which names requests may reach them. */
  readonly sites: Sites;
  /** Servers whose word counts on whom they speak for, and whose request ids are kept. */
  readonly trustedProxies: TrustedProxies;
  /** `web` answers requests, `worker` works in the background, `all` does both. */
  readonly role: 'all' | 'web' | 'worker';
  readonly logLevel: string;
  readonly logPretty: boolean;
  /** IANA name of the zone in which days are counted. */
  readonly reportingTimeZone: string;
  readonly mailFrom: string;
  /** How many cards may be tried for one payment. */
  readonly attemptsPerPayment: number;
  /** How long an open payment may go unheard of before Stripe is asked (ms). */
  readonly paymentCheckAfterMs: number;
  /** How many live streams may be open at once, of one session and of one address. */
  readonly streamLimits: StreamLimits;
  /** How long people stay signed in to the admin. */
  readonly sessionLimits: SessionLimits;
  readonly services: EmbeddedServices | ExternalServices;
}

/** PostgreSQL, Stripe sandbox and demo data of our own, under one folder. */
export interface EmbeddedServices {
  readonly kind: 'embedded';
  readonly dataDir: string;
  readonly adminPort: number;
  readonly sandboxPort: number;
  /** Days of demo payments made on the first start. */
  readonly demoDays: number;
}

/** The services of an operator. */
export interface ExternalServices {
  readonly kind: 'external';
  readonly databaseUrl: string;
  readonly authSecret: string;
  readonly paymentSecretKey: string;
  readonly stripeSecretKey: string;
  readonly stripePublishableKey: string;
  readonly stripeWebhookSecrets: readonly string[];
  /** Another API than Stripe's own, such as the sandbox. */
  readonly stripeApiUrl: string | undefined;
  readonly stripeScriptUrl: string;
  /** Absent in embedded mode, where mail goes to the development mailbox. */
  readonly smtpUrl: string | undefined;
}

/** What is wrong with the environment, in sentences for the operator. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The server does not start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const number = (name: string, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `${name} is a whole number`)
    .transform(Number)
    .refine((value) => value <= most, `${name} is at most ${most}`)
    .default(fallback);
const positive = (name: string, most: number, fallback: number) =>
  number(name, most, fallback).refine((value) => value > 0, `${name} is at least 1`);
const text = (name: string, example: string) => z.string({ error: `${name} is missing: ${example}` });
/** An address of the web without a path, as a browser sends it in Origin. */
const address = (name: string) =>
  z.string().refine(isOrigin, `${name} is an address such as https://pay.example.com, without a path`);
const stripeKey = (name: string, prefixes: readonly string[]) =>
  text(name, "it is in Stripe's dashboard").regex(
    new RegExp(`^(${prefixes.join('|')})_(live|test)_\\w+$`),
    `${name} begins with ${prefixes.flatMap((prefix) => [`${prefix}_live_`, `${prefix}_test_`]).join(', ')}`,
  );

const common = z.object({
  PORT: number('PORT', 65_535, 4000),
  HOST: z
    .string()
    .refine(isHost, 'HOST is an address such as 127.0.0.1, 0.0.0.0 or ::1, or the name of one')
    .default('127.0.0.1'),
  PUBLIC_URL: address('PUBLIC_URL').optional(),
  ADMIN_URL: address('ADMIN_URL').optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list, context) => {
      const parsed = parseTrustedProxies(list);
      if (parsed.kind === 'ok') return parsed.trusted;
      context.addIssue(
        `TRUSTED_PROXIES is a number of proxies, or a list of addresses, ranges such as 10.0.0.0/8, loopback, linklocal and uniquelocal; "${parsed.entry}" is none of these`,
      );
      return z.NEVER;
    }),
  ROLE: z.enum(['all', 'web', 'worker'], { error: 'ROLE is one of all, web, worker' }).default('all'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'LOG_LEVEL is one of fatal, error, warn, info, debug, trace, silent',
    })
    .optional(),
  REPORTING_TIME_ZONE: z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'REPORTING_TIME_ZONE is not an IANA time zone such as Europe/Berlin'),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'MAIL_FROM is like Example <receipts@example.com>',
    )
    .optional(),
  SESSION_HOURS: positive('SESSION_HOURS', 720, 12),
  SESSION_IDLE_MINUTES: positive('SESSION_IDLE_MINUTES', 43_200, 60),
  STREAMS_PER_SESSION: positive('STREAMS_PER_SESSION', 10_000, 20),
  STREAMS_PER_ADDRESS: positive('STREAMS_PER_ADDRESS', 10_000, 100),
  ATTEMPTS_PER_PAYMENT: positive('ATTEMPTS_PER_PAYMENT', 1_000, 10),
  PAYMENT_CHECK_AFTER_SECONDS: positive('PAYMENT_CHECK_AFTER_SECONDS', 86_400, 600),
});

const embedded = z.object({
  DATA_DIR: z.string().default('.data'),
  ADMIN_PORT: number('ADMIN_PORT', 65_535, 4002),
  SANDBOX_PORT: number('SANDBOX_PORT', 65_535, 4001),
  DEMO_DAYS: number('DEMO_DAYS', 90, 14),
});

const external = z.object({
  DATABASE_URL: text('DATABASE_URL', 'such as postgresql://user:password@host:5432/name').refine(
    (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
    'DATABASE_URL is not a PostgreSQL URL',
  ),
  PUBLIC_URL: text('PUBLIC_URL', 'where browsers reach the checkout, such as https://pay.example.com').refine(
    isConfidential,
    'PUBLIC_URL must be https: card payments would travel where others can read them',
  ),
  ADMIN_URL: text('ADMIN_URL', 'where your team reaches the admin, such as https://admin.example.com').refine(
    isConfidential,
    'ADMIN_URL must be https: passwords and sessions would travel where others can read them',
  ),
  AUTH_SECRET: text('AUTH_SECRET', 'make one with openssl rand -base64 32'),
  PAYMENT_SECRET_KEY: text('PAYMENT_SECRET_KEY', 'make one with openssl rand -base64 32'),
  STRIPE_SECRET_KEY: stripeKey('STRIPE_SECRET_KEY', ['sk', 'rk']),
  STRIPE_PUBLISHABLE_KEY: stripeKey('STRIPE_PUBLISHABLE_KEY', ['pk']),
  STRIPE_WEBHOOK_SECRETS: text('STRIPE_WEBHOOK_SECRETS', 'Stripe shows it where the endpoint is set up'),
  STRIPE_API_URL: address('STRIPE_API_URL').optional(),
  STRIPE_SCRIPT_URL: z
    .url({ protocol: /^https?$/, error: 'STRIPE_SCRIPT_URL is not a URL' })
    .default('https://js.stripe.com/endive/stripe.js'),
  SMTP_URL: text('SMTP_URL', 'the server that sends mail, such as smtps://user:password@smtp.example.com').refine(
    (value) => /^smtps?:\/\/[^/]/.test(value) && URL.canParse(value),
    'SMTP_URL begins with smtp:// or smtps://',
  ),
  MAIL_FROM: text('MAIL_FROM', 'whom mail comes from, such as Example <receipts@example.com>'),
});

/**
 * Reads the configuration. Without DATABASE_URL everything is embedded, unless something else says that this is
 * production. `bound` is where the server listens, once that is known. Throws a ConfigError listing all that is wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, bound?: Listeners): Config {
  const given = readGiven(env);
  const reason = reasonForProduction(given);
  const base = common.safeParse(given);
  const services = reason === undefined ? readEmbedded(given) : readExternal(given, reason);
  const problems = [...(base.success ? [] : describe(base.error)), ...services.problems];
  if (!base.success || services.value === undefined || problems.length > 0)
    throw new ConfigError([...new Set(problems)]);

  const values = base.data;
  const listeners = bound ?? askedListeners(values, services.value);
  const sites = findSites(listeners, { publicUrl: values.PUBLIC_URL, adminUrl: values.ADMIN_URL });
  const clash = judgeHosts(sites.checkout.url, sites.admin.url);
  if (clash.length > 0) throw new ConfigError(clash);
  return {
    port: listeners.web.port,
    host: listeners.web.address,
    adminListener: listeners.admin,
    sites,
    trustedProxies: values.TRUSTED_PROXIES,
    role: values.ROLE,
    logLevel: values.LOG_LEVEL ?? (reason === undefined ? 'warn' : 'info'),
    logPretty: reason === undefined,
    reportingTimeZone: values.REPORTING_TIME_ZONE,
    mailFrom: values.MAIL_FROM ?? 'FlashStudio Payments <receipts@flashstudio.test>',
    attemptsPerPayment: values.ATTEMPTS_PER_PAYMENT,
    paymentCheckAfterMs: values.PAYMENT_CHECK_AFTER_SECONDS * 1000,
    streamLimits: { session: values.STREAMS_PER_SESSION, address: values.STREAMS_PER_ADDRESS },
    sessionLimits: { lifetimeMs: values.SESSION_HOURS * 3_600_000, idleMs: values.SESSION_IDLE_MINUTES * 60_000 },
    services: services.value,
  };
}

/** What is set; an empty variable counts as absent. */
function readGiven(env: NodeJS.ProcessEnv): Settings {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim()]);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * Which setting says that this is production, or undefined when everything is embedded. A demo with its known password
 * must not stand where an operator meant to take payments and forgot, or misspelled, one variable.
 */
function reasonForProduction(given: Settings): string | undefined {
  if (given.DATABASE_URL !== undefined) return 'DATABASE_URL';
  if (!['development', 'test'].includes(given.NODE_ENV?.toLowerCase() ?? 'development')) return 'NODE_ENV';
  const live = ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'].filter((name) => given[name]?.includes('_live_'));
  return [...live, ...['PAYMENT_SECRET_KEY', 'STRIPE_WEBHOOK_SECRETS'].filter((name) => given[name] !== undefined)][0];
}

type Read<T> = { readonly value: T | undefined; readonly problems: readonly string[] };

function readEmbedded(given: Settings): Read<EmbeddedServices> {
  const { data, error } = embedded.safeParse(given);
  if (data === undefined) return { value: undefined, problems: describe(error) };
  const { DATA_DIR, ADMIN_PORT, SANDBOX_PORT, DEMO_DAYS } = data;
  const problems = judgePorts({ PORT: given.PORT ?? '4000', ADMIN_PORT, SANDBOX_PORT });
  if (given.ROLE === 'web' || given.ROLE === 'worker')
    problems.push(`ROLE=${given.ROLE} needs DATABASE_URL: without it one process does everything`);
  return {
    value: {
      kind: 'embedded',
      dataDir: path.resolve(repository, DATA_DIR),
      adminPort: ADMIN_PORT,
      sandboxPort: SANDBOX_PORT,
      demoDays: DEMO_DAYS,
    },
    problems,
  };
}

function readExternal(given: Settings, reason: string): Read<ExternalServices> {
  const { data, error } = external.safeParse(given);
  const problems = [
    ...(given.DATABASE_URL === undefined
      ? [`${reason} is set, so this is production; take it away to run everything embedded`]
      : []),
    ...(data === undefined ? describe(error) : []),
    ...findContradictions(given),
  ];
  if (data === undefined) return { value: undefined, problems };
  const value: ExternalServices = {
    kind: 'external',
    databaseUrl: data.DATABASE_URL,
    authSecret: data.AUTH_SECRET,
    paymentSecretKey: data.PAYMENT_SECRET_KEY,
    stripeSecretKey: data.STRIPE_SECRET_KEY,
    stripePublishableKey: data.STRIPE_PUBLISHABLE_KEY,
    stripeWebhookSecrets: splitWebhookSecrets(data.STRIPE_WEBHOOK_SECRETS),
    stripeApiUrl: data.STRIPE_API_URL,
    stripeScriptUrl: data.STRIPE_SCRIPT_URL,
    smtpUrl: data.SMTP_URL,
  };
  return { value, problems };
}

/** Where the settings say to listen: port 0 and the name of a host stand for what is found when that is tried. */
function askedListeners(
  { HOST, PORT }: { readonly HOST: string; readonly PORT: number },
  services: EmbeddedServices | ExternalServices,
): Listeners {
  const embeddedAdmin = (port: number): Bound => ({ address: adminAddressFor(HOST), port });
  return {
    web: { address: HOST, port: PORT },
    admin: services.kind === 'embedded' ? embeddedAdmin(services.adminPort) : undefined,
  };
}

function isConfidential(url: string): boolean {
  return !URL.canParse(url) || new URL(url).protocol === 'https:' || isLoopback(new URL(url));
}

/** One sentence for each problem, with the setting's name. */
function describe(error: z.ZodError): string[] {
  return error.issues.map(({ message, path: [name] }) =>
    message.includes(String(name)) ? message : `${message} (${String(name)})`,
  );
}
