import type { DbOf } from '@flashstudio/db';
import { asciiEmailAddress } from '@flashstudio/input-rules';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import { z } from 'zod';
import { isRole, ROLES } from './permissions.ts';

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Has a password; who has none cannot sign in. */
  readonly active: boolean;
}

/** Who may sign in to the admin. Whatever takes something from a person ends their sessions in the same transaction. */
export interface People {
  /** By e-mail address. */
  list(): Promise<Person[]>;
  /**
   * Creates a person with this role, or sets the name and password of who is known, whose role stays. A new password
   * ends all their sessions, the same one ends none. Throws `invalid_input` on a password under 10 characters, an
   * unknown role, or an address that nobody could sign in with.
   */
  ensure(input: { email: string; name: string; role: string; password: string }): Promise<'created' | 'changed'>;
  /** Takes the password away, until one is set anew. False when nobody has this address. */
  disable(email: string): Promise<boolean>;
  /** False when nobody has this address. */
  remove(email: string): Promise<boolean>;
  /** False when nobody has this address. Throws `invalid_input` on an unknown role. */
  setRole(email: string, role: string): Promise<boolean>;
}

export interface PeopleDeps {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  readonly passwords: () => Promise<{
    hash(password: string): Promise<string>;
    verify(data: { hash: string; password: string }): Promise<boolean>;
  }>;
}

export const MIN_PASSWORD_LENGTH = 10;
const WITH_PASSWORD = { providerId: 'credential', password: { not: null } };

/** Builds what manages people. */
export function createPeople({ db, clock, passwords }: PeopleDeps): People {
  return {
    async list() {
      const users = await db.user.findMany({
        orderBy: { email: 'asc' },
        include: { accounts: { where: WITH_PASSWORD, select: { id: true } } },
      });
      return users.map(({ email, name, role, accounts }) => ({ email, name, role, active: accounts.length > 0 }));
    },

    async ensure({ email, name, role, password }) {
      if (password.length < MIN_PASSWORD_LENGTH)
        throw new AppError('invalid_input', `A password needs at least ${MIN_PASSWORD_LENGTH} characters.`);
      requireRole(role);
      const address = requireSignInAddress(email);
      const { hash, verify } = await passwords();
      const known = await db.user.findUnique({
        where: { email: address },
        include: { accounts: { where: WITH_PASSWORD } },
      });
      const current = known?.accounts[0]?.password ?? null;
      const isSame = current !== null && (await verify({ hash: current, password }));
      const hashed = isSame ? current : await hash(password);
      await db.$transaction(async (tx) => {
        const { id: userId } = await tx.user.upsert({
          where: { email: address },
          create: { id: createId('usr', clock), email: address, name, role, emailVerified: true },
          update: { name },
        });
        if (isSame) return;
        await tx.account.deleteMany({ where: { userId, providerId: 'credential' } });
        await tx.account.create({
          data: {
            id: createId('acc', clock),
            userId,
            accountId: userId,
            providerId: 'credential',
            password: hashed,
          },
        });
        await tx.session.deleteMany({ where: { userId } });
      });
      return known === null ? 'created' : 'changed';
    },

    disable: (email) =>
      db.$transaction(async (tx) => {
        const user = await tx.user.findUnique({ where: { email: addressOf(email) } });
        if (user === null) return false;
        await tx.account.deleteMany({ where: { userId: user.id } });
        await tx.session.deleteMany({ where: { userId: user.id } });
        return true;
      }),

    async remove(email) {
      // Sessions and passwords go with the person.
      const { count } = await db.user.deleteMany({ where: { email: addressOf(email) } });
      return count > 0;
    },

    async setRole(email, role) {
      requireRole(role);
      const { count } = await db.user.updateMany({ where: { email: addressOf(email) }, data: { role } });
      return count > 0;
    },
  };
}

/** The form in which addresses are kept and sign-in compares them: ASCII, its domain as `xn--…` where need be. */
function addressOf(email: string): string {
  return asciiEmailAddress(email) ?? email.toLowerCase();
}

/** Sign-in takes fewer addresses than mail does: the library that does it has a rule of its own, which is zod's. */
function requireSignInAddress(email: string): string {
  const address = addressOf(email);
  if (z.email().safeParse(address).success) return address;
  throw new AppError(
    'invalid_input',
    `Nobody can sign in with "${email}": use an e-mail address of ASCII letters, digits and . _ ' + - before the @.`,
  );
}

function requireRole(role: string): void {
  if (!isRole(role)) throw new AppError('invalid_input', `"${role}" is no role: choose from ${ROLES.join(', ')}.`);
}
