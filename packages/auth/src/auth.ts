import type { DbOf } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { SessionReader } from '@flashstudio/rpc';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';

/** Header in which the server tells the limiter who is asking; it overwrites whatever a client sent under this name. */
export const CLIENT_IP_HEADER = 'x-flash-client-ip';

export interface AuthOptions {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  /** Signs cookies; at least 32 characters. */
  readonly secret: string;
  /** Where the admin is reached, for example https://pay.example.com; https turns on Secure cookies. */
  readonly publicUrl: string;
  /** Further origins of our own pages. */
  readonly trustedOrigins?: readonly string[];
}

export interface Auth {
  /** Serves better-auth's routes below /api/auth. */
  handler(request: Request): Promise<Response>;
  readonly sessions: SessionReader;
  /** Creates a person or, when the address is known, sets their name, role and password. Throws `invalid_input` on a password under 10 characters. */
  ensureUser(input: { email: string; name: string; role: string; password: string }): Promise<void>;
}

const MIN_PASSWORD_LENGTH = 10;

/** Sign-in for the admin: e-mail and password, cookies that scripts cannot read, no open sign-up. */
export function createAuth({ db, clock, secret, publicUrl, trustedOrigins = [] }: AuthOptions): Auth {
  const engine = betterAuth({
    appName: 'FlashStudio Payments',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [new URL(publicUrl).origin, ...trustedOrigins],
    database: prismaAdapter(db, { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD_LENGTH },
    user: { additionalFields: { role: { type: 'string', defaultValue: 'viewer', input: false } } },
    session: { expiresIn: 12 * 60 * 60, updateAge: 60 * 60 },
    rateLimit: { enabled: true, storage: 'database', customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    advanced: {
      cookiePrefix: 'flashstudio',
      useSecureCookies: publicUrl.startsWith('https://'),
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
      database: { generateId: ({ model }) => createId(ID_PREFIXES[model] ?? 'aut', clock) },
    },
    telemetry: { enabled: false },
  });

  return {
    handler: engine.handler,
    sessions: {
      async read(headers) {
        const found = await engine.api.getSession({ headers });
        if (found === null) return null;
        const { id, name, email, role } = found.user;
        return { user: { id, name, email, role: role ?? 'viewer' }, expiresAt: found.session.expiresAt };
      },
    },

    async ensureUser({ email, name, role, password }) {
      if (password.length < MIN_PASSWORD_LENGTH) {
        throw new AppError('invalid_input', `A password needs at least ${MIN_PASSWORD_LENGTH} characters.`);
      }
      const context = await engine.$context;
      const hash = await context.password.hash(password);
      const address = email.toLowerCase();
      await db.$transaction(async (tx) => {
        const user = await tx.user.upsert({
          where: { email: address },
          create: { id: createId('usr', clock), email: address, name, role, emailVerified: true },
          update: { name, role },
        });
        await tx.account.deleteMany({ where: { userId: user.id, providerId: 'credential' } });
        await tx.account.create({
          data: {
            id: createId('acc', clock),
            userId: user.id,
            accountId: user.id,
            providerId: 'credential',
            password: hash,
          },
        });
      });
    },
  };
}

const ID_PREFIXES: Readonly<Record<string, string>> = {
  user: 'usr',
  session: 'ses',
  account: 'acc',
  verification: 'ver',
};
