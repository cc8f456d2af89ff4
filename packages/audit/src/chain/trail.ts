import { sqlJson, storableText } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { type AuditState, type AuditTrail, type AuditTx, reasonOf } from '@flashstudio/rpc';
import { type EntryFacts, hashOf } from './content.ts';

/** Where the chain ends. */
interface Head {
  readonly entries: bigint;
  readonly hash: string;
}

const LOCK = {
  name: 'audit.lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('audit', 0))::text AS locked`,
};

/** A statement of its own after the lock: what it sees must be of after the wait. */
const READ_HEAD = { name: 'audit.head', text: 'SELECT entries, hash FROM audit_head' };

const APPEND = {
  name: 'audit.append',
  text: `
    WITH entry AS (
      INSERT INTO audit_entries (seq, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, before,
        after, reason, address, request_id, previous_hash, hash)
      SELECT e.seq, e.at, e."actorType", e."actorId", e."actorName", e.action, e."subjectType", e."subjectId", e.before,
        e.after, e.reason, e.address, e."requestId", e."previousHash", e.hash
      FROM jsonb_to_record($1::jsonb) AS e(seq bigint, at timestamptz, "actorType" text, "actorId" text,
        "actorName" text, action text, "subjectType" text, "subjectId" text, before jsonb, after jsonb, reason text,
        address text, "requestId" text, "previousHash" text, hash text)
      RETURNING seq, hash
    )
    UPDATE audit_head SET entries = entry.seq, hash = entry.hash FROM entry`,
};

/**
 * Builds the trail that actions write their entries to. The entries of all processes stand in one chain, so they are
 * appended one after the other: each waits for the transaction of the one before.
 */
export function createAuditTrail({ clock }: { clock: Clock }): AuditTrail {
  return {
    async append(tx, { actor, address, requestId }, { action, subjectId, before, after, reason }) {
      const why = reasonOf({ action, reason: reason ?? null });
      await run(tx, LOCK, []);
      const [head] = await run<Head>(tx, READ_HEAD, []);
      if (head === undefined) throw new Error('the audit has lost its head: nothing can be appended');
      const facts: EntryFacts = {
        seq: head.entries + 1n,
        at: clock.now(),
        actorType: actor.kind,
        actorId: storableText(actor.id),
        actorName: storableText(actor.name),
        action: action.name,
        subjectType: action.subject,
        subjectId: storableText(subjectId),
        before: asStored(before),
        after: asStored(after),
        reason: why === null ? null : storableText(why),
        address,
        requestId,
        previousHash: head.hash,
      };
      await run(tx, APPEND, [sqlJson({ ...facts, hash: hashOf(facts) })]);
    },
  };
}

/** A state as it comes back from the database, since that is what is hashed when the chain is checked. */
function asStored(state: AuditState | null | undefined): unknown {
  return state == null ? null : JSON.parse(sqlJson(state));
}

function run<Row extends object>(
  tx: AuditTx,
  statement: { readonly name: string; readonly text: string },
  values: readonly unknown[],
): Promise<Row[]> {
  return '$queryRawUnsafe' in tx
    ? tx.$queryRawUnsafe<Row[]>(statement.text, ...values)
    : tx.query<Row>(statement, values);
}
