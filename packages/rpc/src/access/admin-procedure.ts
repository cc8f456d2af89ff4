import type { AuditOrigin } from '../audit.ts';
import { publicProcedure } from '../procedures.ts';
import { isStream, tellEnd } from '../streams.ts';
import type { Permission } from './permissions.ts';
import { allows, requireSession, type SessionRule } from './require-session.ts';
import { needs } from './rules.ts';
import { whileSignedIn } from './while-signed-in.ts';

/**
 * Called from the admin by a signed-in person whose role grants `permission`. That person is the actor; `ctx.origin` is
 * what the audit is told of them. A subscription ends within seconds of their session or permission.
 */
export function adminProcedure(permission: Permission) {
  return procedureOf(needs(permission));
}

/** Called from the admin by whoever is signed in. */
export const signedInProcedure = procedureOf({ kind: 'signed_in' });

function procedureOf(rule: SessionRule) {
  return publicProcedure.meta({ access: rule }).use(async ({ ctx, next, type }) => {
    const session = await requireSession(ctx.sessions, ctx.headers, rule);
    const release = type === 'subscription' ? ctx.streams.take('session', session.id) : () => {};
    const { id, email } = session.user;
    const origin: AuditOrigin = {
      actor: { kind: 'person', id, name: email },
      address: ctx.client.address,
      requestId: ctx.requestId,
    };
    const result = await next({ ctx: { ...ctx, session, actor: { kind: 'person' as const, id }, origin } });
    if (!result.ok || !isStream(result.data)) {
      release();
      return result;
    }
    const watch = (end: () => void) => ctx.sessions.watch(ctx.headers, (seen) => allows(rule, seen), end);
    return { ...result, data: tellEnd(whileSignedIn(result.data, watch, ctx.cutOff), release) };
  });
}
