import { AppError } from '@flashstudio/platform';
import type { AdminSession, SessionReader } from '../sessions.ts';
import { hasPermission, isRole } from './permissions.ts';
import type { AccessRule } from './rules.ts';

/** A rule that is about who is signed in. */
export type SessionRule = Extract<AccessRule, { kind: 'signed_in' | 'permission' }>;

/**
 * The session of who asks, if `rule` lets them in. Throws `unauthenticated` when nobody is signed in, and `forbidden`
 * when their role does not allow it.
 */
export async function requireSession(
  sessions: SessionReader,
  headers: Headers,
  rule: SessionRule,
): Promise<AdminSession> {
  const session = await sessions.read(headers);
  if (session === null) throw new AppError('unauthenticated', 'Please sign in.');
  if (!allows(rule, session)) throw new AppError('forbidden', refusal(rule));
  return session;
}

/** Whether a rule lets in who has this session. An unknown role is let in nowhere. */
export function allows(rule: SessionRule, { user }: AdminSession): boolean {
  return rule.kind === 'signed_in' ? isRole(user.role) : hasPermission(user.role, rule.permission);
}

function refusal(rule: SessionRule): string {
  return rule.kind === 'signed_in'
    ? 'Your role is not known here.'
    : `Your role does not allow this (it needs ${rule.permission}).`;
}
