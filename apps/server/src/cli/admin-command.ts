import type { Auth } from '@flashstudio/auth';

export const USAGE = `Usage, with the settings of the server:
  admin:create <e-mail> <name>    a person who may do everything, or a new password and name for who is known;
                                  the password comes on standard input
  admin:list                      who may sign in
  admin:role <e-mail> <role>      admin, or viewer, who may look
  admin:disable <e-mail>          signs the person out and takes the password away, until admin:create sets one
  admin:remove <e-mail>           signs the person out and forgets them`;

export interface AdminCommandDeps {
  readonly people: Auth['people'];
  readonly readPassword: () => Promise<string>;
}

/** `usage` when the command is none of ours or lacks something. */
export type AdminOutcome = { readonly kind: 'done' | 'unknown'; readonly message: string } | { readonly kind: 'usage' };

/** Does what a command line such as `['role', 'ada@example.com', 'viewer']` asks for. Throws AppErrors that name what is wrong. */
export async function runAdminCommand(args: readonly string[], deps: AdminCommandDeps): Promise<AdminOutcome> {
  const { people, readPassword } = deps;
  const [command, email, value, ...rest] = args;
  if (rest.length > 0) return { kind: 'usage' };
  if (command === 'list' && email === undefined) return { kind: 'done', message: await describePeople(people) };
  if (email === undefined || (value === undefined) === ['create', 'role'].includes(command ?? ''))
    return { kind: 'usage' };

  const changed = (known: boolean, message: string): AdminOutcome =>
    known ? { kind: 'done', message } : { kind: 'unknown', message: `Nobody has the address ${email}.` };
  if (command === 'disable')
    return changed(await people.disable(email), `${email} is signed out and cannot sign in until a password is set.`);
  if (command === 'remove') return changed(await people.remove(email), `${email} is signed out and removed.`);
  if (value === undefined) return { kind: 'usage' };
  if (command === 'role')
    return changed(await people.setRole(email, value), `${email} is ${value} now, in open sessions as well.`);
  if (command === 'create') {
    const done = await people.ensure({ email, name: value, role: 'admin', password: await readPassword() });
    const message =
      done === 'created'
        ? `${email} may sign in now, as admin.`
        : `${email} may sign in with this password now. The role is as it was; a new password ended all sessions.`;
    return { kind: 'done', message };
  }
  return { kind: 'usage' };
}

async function describePeople(people: Auth['people']): Promise<string> {
  const all = await people.list();
  if (all.length === 0) return 'Nobody may sign in yet: admin:create makes the first admin.';
  return all
    .map(({ email, role, name, active }) => `${email}  ${role}  ${name}${active ? '' : '  (disabled)'}`)
    .join('\n');
}
