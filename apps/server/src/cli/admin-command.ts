import { type Auth, ROLES } from '@flashstudio/auth';
import type { AuditOrigin } from '@flashstudio/rpc';

export const USAGE = `Usage, with the settings of the server:
  admin:create <e-mail> <name> [role]  a person who may sign in: the first one as owner, others as admin unless a role is
                                       named; or a new password and name for who is known. The password comes on
                                       standard input
  admin:list                           who may sign in
  admin:role <e-mail> <role> <reason>  ${ROLES.join(', ')}: docs/permissions.md says who may do what
  admin:disable <e-mail> <reason>      signs the person out and takes the password away, until admin:create sets one
  admin:remove <e-mail> <reason>       signs the person out and forgets them

A reason is a sentence in quotes: it is kept in the audit beside who did it.`;

export interface AdminCommandDeps {
  readonly people: Auth['people'];
  readonly readPassword: () => Promise<string>;
  /** Who is at the command line. */
  readonly by: AuditOrigin;
}

/** `usage` when the command is none of ours or lacks something. */
export type AdminOutcome = { readonly kind: 'done' | 'unknown'; readonly message: string } | { readonly kind: 'usage' };

/** Words each command takes after its name. */
const WORDS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  create: [2, 3],
  list: [0, 0],
  role: [3, 3],
  disable: [2, 2],
  remove: [2, 2],
};

/** Does what a command line such as `['disable', 'ada@example.com', 'She left']` asks for. Throws AppErrors that name what is wrong. */
export async function runAdminCommand(args: readonly string[], deps: AdminCommandDeps): Promise<AdminOutcome> {
  const { people, by } = deps;
  const [command = '', email = '', value = '', more] = args;
  const [least, most] = WORDS[command] ?? [0, -1];
  const words = args.length - 1;
  if (words < least || words > most) return { kind: 'usage' };

  const changed = (known: boolean, message: string): AdminOutcome =>
    known ? { kind: 'done', message } : { kind: 'unknown', message: `Nobody has the address ${email}.` };
  switch (command) {
    case 'list':
      return { kind: 'done', message: await describePeople(people) };
    case 'disable':
      return changed(
        await people.disable(email, { by, reason: value }),
        `${email} is signed out and cannot sign in until a password is set.`,
      );
    case 'remove':
      return changed(await people.remove(email, { by, reason: value }), `${email} is signed out and removed.`);
    case 'role':
      return changed(
        await people.setRole(email, value, { by, reason: more ?? '' }),
        `${email} is ${value} now, in open sessions as well.`,
      );
    default:
      return { kind: 'done', message: await create(deps, { email, name: value, role: more }) };
  }
}

async function create(
  { people, readPassword, by }: AdminCommandDeps,
  { email, name, role: named }: { email: string; name: string; role: string | undefined },
): Promise<string> {
  const role = named ?? ((await people.list()).some((person) => person.role === 'owner') ? 'admin' : 'owner');
  const done = await people.ensure({ email, name, role, password: await readPassword() }, by);
  return done === 'created'
    ? `${email} may sign in now, as ${role}.`
    : `${email} may sign in with this password now. The role is as it was; a new password ended all sessions.`;
}

async function describePeople(people: Auth['people']): Promise<string> {
  const all = await people.list();
  if (all.length === 0) return 'Nobody may sign in yet: admin:create makes the first owner.';
  return all
    .map(({ email, role, name, active }) => `${email}  ${role}  ${name}${active ? '' : '  (disabled)'}`)
    .join('\n');
}
