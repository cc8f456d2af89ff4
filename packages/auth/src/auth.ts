import type { DbOf } from '@flashstudio/db';
import { type Clock, createId, type Logger, type Scheduler } from '@flashstudio/platform';
import type { AuditTrail, SessionReader } from '@flashstudio/rpc';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { createPeople, MIN_PASSWORD_LENGTH, type People } from './people.ts';
import { createSessions, type SessionLimits } from './sessions.ts';
import { type Asking, createSignInRecord } from './sign-in-record.ts';

/** Header in which the limiter is told who is asking; it overwrites whatever a client sent under this name. */
const CLIENT_IP_HEADER = 'x-flash-client-ip';

export interface AuthOptions {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly audit: AuditTrail;
  /** Signs cookies; at least 32 characters. */
  readonly secret: string;
  /** Where the admin is reached, for example https://admin.example.com; its own pages alone may ask. */
  readonly adminUrl: string;
  /** Default: 12 hours, 1 hour without use. */
  readonly limits?: SessionLimits;
}

export interface Auth {
  /** Serves better-auth's routes below /api/auth to who is asking. */
  handler(request: Request, asking: Asking): Promise<Response>;
  readonly sessions: SessionReader;
  readonly people: People;
}

const HOUR_MS = 3_600_000;
const DEFAULT_LIMITS: SessionLimits = { lifetimeMs: 12 * HOUR_MS, idleMs: HOUR_MS };

/** Who changes their password wants nobody else to stay signed in, whatever the page that asks says of it. */
const endOtherSessions = createAuthMiddleware(async ({ path, body }) => {
  if (path !== '/change-password') return;
  return { context: { body: { ...body, revokeOtherSessions: true } } };
});

/** Sign-in for the admin: e-mail and password, cookies that scripts cannot read, no open sign-up. */
export function createAuth(options: AuthOptions): Auth {
  const { db, clock, scheduler, logger, audit, secret, adminUrl, limits = DEFAULT_LIMITS } = options;
  const record = createSignInRecord(options);
  const engine = betterAuth({
    appName: 'FlashStudio Payments',
    baseURL: adminUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [new URL(adminUrl).origin],
    database: prismaAdapter(db, { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD_LENGTH },
    user: { additionalFields: { role: { type: 'string', defaultValue: 'analyst', input: false } } },
    // A session is never extended; that it ends when it is not used is seen to where it is read.
    session: { expiresIn: limits.lifetimeMs / 1000, disableSessionRefresh: true },
    hooks: { before: endOtherSessions, after: record.afterHook },
    databaseHooks: record.databaseHooks,
    rateLimit: { enabled: true, storage: 'database', customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    advanced: {
      ...cookiesOf(adminUrl),
      // Unless told, the library skips the check where NODE_ENV is test.
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
      database: { generateId: ({ model }) => createId(ID_PREFIXES[model] ?? 'aut', clock) },
    },
    logger: {
      level: 'warn',
      log: (level, message, ...more) => logger[level]({ library: 'better-auth', more }, message),
    },
    onAPIError: {
      onError(error) {
        const isFault = !isAPIError(error) || error.statusCode >= 500;
        logger[isFault ? 'error' : 'debug']({ err: error, library: 'better-auth' }, 'sign-in failed');
      },
    },
    telemetry: { enabled: false },
  });
  const sessions = createSessions({
    db,
    clock,
    scheduler,
    limits,
    find: (headers) => engine.api.getSession({ headers }),
  });

  return {
    handler: (request, asking) =>
      record.during(asking, async () => {
        // Ends the session that came along if its time is over, before better-auth takes it.
        await sessions.read(request.headers);
        const headers = new Headers(request.headers);
        headers.set(CLIENT_IP_HEADER, asking.client.group);
        return engine.handler(new Request(request, { headers }));
      }),
    sessions,
    people: createPeople({ db, clock, audit, passwords: async () => (await engine.$context).password }),
  };
}

/**
 * Cookies go back to the host that set them and to no other, since they name no domain. Under https their name begins
 * with __Host-, which makes browsers insist on that: a page of another host beneath the same domain, such as the
 * checkout, cannot set one in its place (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes).
 */
function cookiesOf(adminUrl: string) {
  const secure = adminUrl.startsWith('https://');
  return {
    cookiePrefix: secure ? '__Host-flashstudio' : 'flashstudio',
    // The library would put its own, weaker prefix before the name.
    useSecureCookies: false,
    defaultCookieAttributes: { secure },
  };
}

const ID_PREFIXES: Readonly<Record<string, string>> = {
  user: 'usr',
  session: 'ses',
  account: 'acc',
  verification: 'ver',
};
