import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '@flashstudio/platform';
import { z } from 'zod';
import { parseTrustedProxies, type TrustedProxies } from './http/trusted-proxies.ts';

/** Everything the server is told from outside. This file alone reads the environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where browsers reach the server, without a slash at the end. */
  readonly publicUrl: string;
  /** Origins of our own pages: the public one and, where that is this machine, its address in numbers too. */
  readonly origins: readonly string[];
  /** Servers whose word counts on whom they speak for, and whose request ids are kept. */
  readonly trustedProxies: TrustedProxies;
  /** `web` answers requests, `worker` works in the background, `all` does both. */
  readonly role: 'all' | 'web' | 'worker';
  readonly logLevel: string;
  readonly logPretty: boolean;
  /** IANA name of the zone in which days are counted. */
  readonly reportingTimeZone: string;
  readonly mailFrom: string;
  readonly services: EmbeddedServices | ExternalServices;
}

/** PostgreSQL, Stripe sandbox and demo data of our own, under one folder. */
export interface EmbeddedServices {
  readonly kind: 'embedded';
  readonly dataDir: string;
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
  /** Without it mail goes to the development mailbox. */
  readonly smtpUrl: string | undefined;
}

/** What is wrong with the environment, in sentences for the operator. */
export class ConfigError extends OperatorError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const secret = (name: string) =>
  z.string({ error: `${name} is missing` }).min(32, `${name} needs at least 32 characters`);
const url = (name: string) => z.url({ error: `${name} is not a URL` });

const common = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port(4000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url('PUBLIC_URL').optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text, context) => {
      const parsed = parseTrustedProxies(text);
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
  MAIL_FROM: z.string().default('FlashStudio Payments <receipts@flashstudio.test>'),
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().default(fileURLToPath(new URL('../../../.data', import.meta.url))),
  SANDBOX_PORT: port(4001),
  DEMO_DAYS: z.coerce.number().int().min(0).max(90).default(14),
});

const external = z.object({
  DATABASE_URL: z
    .string({ error: 'DATABASE_URL is missing' })
    .regex(/^postgres(ql)?:\/\//, 'DATABASE_URL is not a PostgreSQL URL'),
  AUTH_SECRET: secret('AUTH_SECRET'),
  PAYMENT_SECRET_KEY: secret('PAYMENT_SECRET_KEY'),
  STRIPE_SECRET_KEY: z
    .string({ error: 'STRIPE_SECRET_KEY is missing' })
    .regex(/^(sk|rk)_/, 'STRIPE_SECRET_KEY starts with sk_ or rk_'),
  STRIPE_PUBLISHABLE_KEY: z
    .string({ error: 'STRIPE_PUBLISHABLE_KEY is missing' })
    .startsWith('pk_', 'STRIPE_PUBLISHABLE_KEY starts with pk_'),
  STRIPE_WEBHOOK_SECRETS: z
    .string({ error: 'STRIPE_WEBHOOK_SECRETS is missing' })
    .min(1, 'STRIPE_WEBHOOK_SECRETS is empty'),
  STRIPE_API_URL: url('STRIPE_API_URL').optional(),
  STRIPE_SCRIPT_URL: url('STRIPE_SCRIPT_URL').default('https://js.stripe.com/endive/stripe.js'),
  SMTP_URL: url('SMTP_URL').optional(),
});

/** Reads the configuration. Without DATABASE_URL, and outside production, everything is embedded. Throws ConfigError listing all that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const base = check(common, env);
  const production = base.NODE_ENV === 'production';
  const embedded = base.DATABASE_URL === undefined && !production;
  const insecure = production && base.PUBLIC_URL?.startsWith('https://') !== true;
  const services = embedded
    ? ({
        kind: 'embedded',
        dataDir: path.resolve(base.DATA_DIR),
        sandboxPort: base.SANDBOX_PORT,
        demoDays: base.DEMO_DAYS,
      } as const)
    : readExternal(env, insecure ? ['PUBLIC_URL must be an https URL in production (PUBLIC_URL)'] : []);
  const publicUrl = (base.PUBLIC_URL ?? `http://localhost:${base.PORT}`).replace(/\/$/, '');
  return {
    port: base.PORT,
    host: base.HOST,
    publicUrl,
    origins: ownOrigins(publicUrl),
    trustedProxies: base.TRUSTED_PROXIES,
    role: base.ROLE,
    logLevel: base.LOG_LEVEL ?? (embedded ? 'warn' : 'info'),
    logPretty: embedded,
    reportingTimeZone: base.REPORTING_TIME_ZONE,
    mailFrom: base.MAIL_FROM,
    services,
  };
}

function ownOrigins(publicUrl: string): string[] {
  const { origin } = new URL(publicUrl);
  return new URL(publicUrl).hostname === 'localhost' ? [origin, origin.replace('localhost', '127.0.0.1')] : [origin];
}

function readExternal(env: NodeJS.ProcessEnv, problems: readonly string[]): ExternalServices {
  const values = check(external, env, problems);
  return {
    kind: 'external',
    databaseUrl: values.DATABASE_URL,
    authSecret: values.AUTH_SECRET,
    paymentSecretKey: values.PAYMENT_SECRET_KEY,
    stripeSecretKey: values.STRIPE_SECRET_KEY,
    stripePublishableKey: values.STRIPE_PUBLISHABLE_KEY,
    stripeWebhookSecrets: values.STRIPE_WEBHOOK_SECRETS.split(',').map((part) => part.trim()),
    stripeApiUrl: values.STRIPE_API_URL,
    stripeScriptUrl: values.STRIPE_SCRIPT_URL,
    smtpUrl: values.SMTP_URL,
  };
}

/** Checks variables against a schema, an empty one counting as absent, and gathers all problems into one error. */
function check<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv, more: readonly string[] = []): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.message} (${issue.path.join('.')})`);
  if (!result.success || more.length > 0) throw new ConfigError([...problems, ...more]);
  return result.data;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
