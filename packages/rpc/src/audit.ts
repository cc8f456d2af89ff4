import type { AnyTx, SqlTx } from '@flashstudio/db';
import { AppError } from '@flashstudio/platform';
import { z } from 'zod';

/** Who did something, as the audit remembers them. */
export interface AuditActor {
  /** `operator`: somebody at the command line of the server. `anonymous`: nobody who is known. */
  readonly kind: 'person' | 'api_key' | 'operator' | 'system' | 'anonymous';
  /** `usr_…`, a key's id, the operator's login on the machine, or which part of the platform. */
  readonly id: string;
  /** As people read it, now: an e-mail address, a key's name. It outlives the person. */
  readonly name: string;
}

/** Who did something, and from where. A procedure of the admin finds its own as `ctx.origin`. */
export interface AuditOrigin {
  readonly actor: AuditActor;
  /** Client's IP address; null for what does not come over the network. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** What can be said of a subject: amounts as bigint and times as Date are kept as digits and as ISO 8601 in UTC. */
export type AuditState = { readonly [field: string]: AuditValue | undefined };
type AuditValue = string | number | boolean | bigint | Date | null | readonly AuditValue[] | AuditState;

/** Something people or keys can do. `needed`: whoever does it has to say why. */
export interface AuditAction<Reason extends ReasonRule = ReasonRule> {
  /** What was done to what, in the past: `payment.refunded`. Stays as it is for as long as there are entries. */
  readonly name: string;
  /** What it is done to: `payment`. */
  readonly subject: string;
  readonly reason: Reason;
}
export type ReasonRule = 'needed' | 'free';

/** Declares something that people or keys can do. */
export function defineAuditAction<const Reason extends ReasonRule>(action: AuditAction<Reason>): AuditAction<Reason> {
  return action;
}

/** One thing that was done. */
export type AuditEntry<Reason extends ReasonRule = ReasonRule> = {
  readonly action: AuditAction<Reason>;
  /** Id of what it was done to. */
  readonly subjectId: string;
  /** What the action changed, as it was and as it is: the same fields in both. Null or absent: there was, or is, nothing. */
  readonly before?: AuditState | null;
  readonly after?: AuditState | null;
} & (Reason extends 'needed' ? { readonly reason: string } : { readonly reason?: string | null });

/** A transaction of Prisma's, or of the hot path's own driver. */
export type AuditTx = AnyTx | SqlTx;

/** Where it is written down who did what. */
export interface AuditTrail {
  /**
   * Writes an entry in the transaction of the action itself, so that both commit or neither does. Call it last: it takes a
   * lock that everybody who writes an entry waits for, until the commit. The transaction must be READ COMMITTED, as
   * transactions are unless they say otherwise. Throws `invalid_input` (details: `reason`) on a reason that is blank or too long.
   */
  append<Reason extends ReasonRule>(tx: AuditTx, origin: AuditOrigin, entry: AuditEntry<Reason>): Promise<void>;
}

/** Longest reason, in characters. */
const MAX_REASON = 500;
const SAY_WHY = 'Say why: whoever reads this later was not there.';

/** The reason of an action that needs one, as procedures take it: trimmed, not empty, at most 500 characters. */
export const auditReason = z
  .string({ error: SAY_WHY })
  .trim()
  .min(1, SAY_WHY)
  .max(MAX_REASON, `At most ${MAX_REASON} characters.`);

/** The reason an entry gives, trimmed; null where none is needed and none given. Throws `invalid_input` as `append` does. */
export function reasonOf({ action, reason }: { action: AuditAction; reason?: string | null }): string | null {
  const given = reason?.trim() ?? '';
  if (given === '' && action.reason === 'free') return null;
  const { data, error } = auditReason.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new AppError('invalid_input', 'A reason is needed for this.', {
    details: { reason: issue?.message ?? SAY_WHY },
  });
}
