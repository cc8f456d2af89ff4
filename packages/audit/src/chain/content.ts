import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What a row of the audit says, in the words of its columns. `before` and `after` are JSON. */
export interface EntryFacts {
  readonly seq: bigint;
  /** UTC. */
  readonly at: Date;
  readonly actorType: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly previousHash: string;
}

/** What comes before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** Goes into every hash, so that another form of content can follow one day and old rows stay checkable. */
const FORM = 1;

/**
 * The hash that chains a row to the one before: SHA-256 in hexadecimal over the row's facts as canonical JSON (JCS,
 * RFC 8785), which is the same whatever order the fields come back from the database in.
 */
export function hashOf({ seq, at, before, after, ...facts }: EntryFacts): string {
  const { actorType, actorId, actorName, action, subjectType, subjectId, reason, address, requestId, previousHash } =
    facts;
  const content = canonicalize({
    form: FORM,
    seq: seq.toString(),
    at: at.toISOString(),
    actor: { type: actorType, id: actorId, name: actorName },
    action,
    subject: { type: subjectType, id: subjectId },
    before,
    after,
    reason,
    address,
    requestId,
    previousHash,
  });
  if (content === undefined) throw new TypeError('an audit entry is not JSON');
  return createHash('sha256').update(content, 'utf8').digest('hex');
}
