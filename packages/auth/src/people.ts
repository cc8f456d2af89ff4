import { type DbOf, type TxOf, withAdvisoryLock } from '@flashstudio/db';
import { asciiEmailAddress } from '@flashstudio/input-rules';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import { type AuditOrigin, type AuditTrail, isRole, ROLES } from '@flashstudio/rpc';
import { z } from 'zod';
import {
  passwordSet,
  personAdded,
  personDisabled,
  personRemoved,
  personRenamed,
  roleChanged,
} from './audit-actions.ts';

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Has a password; who has none cannot sign in. */
  readonly active: boolean;
}

/** Who takes something from a person or gives it, and why; the reason is needed. */
export interface Because {
  readonly by: AuditOrigin;
  readonly reason: string;
}

/**
 * Who may sign in to the admin. Whatever takes something from a person ends their sessions in the same transaction, and a
 * role holds from the next request on. Every change is audited in its own transaction. Throws `conflict` on what would
 * leave no owner who can sign in, once there is one, and `invalid_input` on a blank reason.
 */
export interface People {
  /** By e-mail address. */
  list(): Promise<Person[]>;
  /**
   * Creates a person with this role, or sets the name and password of who is known, whose role stays. A new password
   * ends all their sessions, the same one ends none. Throws `invalid_input` on a password under 10 characters, an
   * unknown role, or an address that nobody could sign in with.
   */
  ensure(
    input: { email: string; name: string; role: string; password: string },
    by: AuditOrigin,
  ): Promise<'created' | 'changed'>;
  /** Takes the password away, until one is set anew. False when nobody has this address. */
  disable(email: string, because: Because): Promise<boolean>;
  /** False when nobody has this address. */
  remove(email: string, because: Because): Promise<boolean>;
  /** False when nobody has this address. Throws `invalid_input` on an unknown role. */
  setRole(email: string, role: string, because: Because): Promise<boolean>;
}

export interface PeopleDeps {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly passwords: () => Promise<{
    hash(password: string): Promise<string>;
    verify(data: { hash: string; password: string }): Promise<boolean>;
  }>;
}

export const MIN_PASSWORD_LENGTH = 10;
const WITH_PASSWORD = { providerId: 'credential', password: { not: null } };

/** Builds what manages people. */
export function createPeople({ db, clock, audit, passwords }: PeopleDeps): People {
  return {
    async list() {
      const users = await db.user.findMany({
        orderBy: { email: 'asc' },
        include: { accounts: { where: WITH_PASSWORD, select: { id: true } } },
      });
      return users.map(({ email, name, role, accounts }) => ({ email, name, role, active: accounts.length > 0 }));
    },

    async ensure({ email, name, role, password }, by) {
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
        if (!isSame) await replacePassword(tx, userId, hashed, clock);
        const subjectId = userId;
        if (known === null) {
          await audit.append(tx, by, { action: personAdded, subjectId, after: { email: address, name, role } });
          return;
        }
        if (known.name !== name)
          await audit.append(tx, by, {
            action: personRenamed,
            subjectId,
            before: { name: known.name },
            after: { name },
          });
        if (!isSame) await audit.append(tx, by, { action: passwordSet, subjectId, after: { email: address } });
      });
      return known === null ? 'created' : 'changed';
    },

    disable: (email, { by, reason }) =>
      db.$transaction(async (tx) => {
        const user = await findAndKeepAnOwner(tx, email);
        if (user === null) return false;
        const { count } = await tx.account.deleteMany({ where: { userId: user.id } });
        await tx.session.deleteMany({ where: { userId: user.id } });
        if (count === 0) return true;
        const state = stateOf(user);
        await audit.append(tx, by, {
          action: personDisabled,
          subjectId: user.id,
          before: { ...state, active: true },
          after: { ...state, active: false },
          reason,
        });
        return true;
      }),

    remove: (email, { by, reason }) =>
      db.$transaction(async (tx) => {
        const user = await findAndKeepAnOwner(tx, email);
        if (user === null) return false;
        // Sessions and passwords go with the person.
        await tx.user.delete({ where: { id: user.id } });
        await audit.append(tx, by, { action: personRemoved, subjectId: user.id, before: stateOf(user), reason });
        return true;
      }),

    async setRole(email, role, { by, reason }) {
      requireRole(role);
      return db.$transaction(async (tx) => {
        const user = await (role === 'owner' ? find(tx, email) : findAndKeepAnOwner(tx, email));
        if (user === null) return false;
        if (user.role === role) return true;
        await tx.user.update({ where: { id: user.id }, data: { role } });
        await audit.append(tx, by, {
          action: roleChanged,
          subjectId: user.id,
          before: stateOf(user),
          after: { ...stateOf(user), role },
          reason,
        });
        return true;
      });
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

async function replacePassword(tx: TxOf<'auth'>, userId: string, password: string, clock: Clock): Promise<void> {
  await tx.account.deleteMany({ where: { userId, providerId: 'credential' } });
  await tx.account.create({
    data: { id: createId('acc', clock), userId, accountId: userId, providerId: 'credential', password },
  });
  await tx.session.deleteMany({ where: { userId } });
}

/** A person as the audit tells of them. */
function stateOf({ email, name, role }: { email: string; name: string; role: string }) {
  return { email, name, role };
}

function find(tx: TxOf<'auth'>, email: string) {
  return tx.user.findUnique({ where: { email: addressOf(email) } });
}

/**
 * The person about to lose what they have. Two owners who take each other's role at the same moment come one after the
 * other here, and the second one stays.
 */
async function findAndKeepAnOwner(tx: TxOf<'auth'>, email: string) {
  await withAdvisoryLock(tx, 'auth.owners');
  const user = await find(tx, email);
  const owners = await tx.user.findMany({
    where: { role: 'owner', accounts: { some: WITH_PASSWORD } },
    select: { id: true },
  });
  if (owners.length === 1 && owners[0]?.id === user?.id)
    throw new AppError(
      'conflict',
      'At least one owner who can sign in must remain: make somebody else an owner first.',
    );
  return user;
}

function requireRole(role: string): void {
  if (!isRole(role)) throw new AppError('invalid_input', `"${role}" is no role: choose from ${ROLES.join(', ')}.`);
}
