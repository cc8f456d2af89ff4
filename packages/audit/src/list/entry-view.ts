import type { AuditActor } from '@flashstudio/rpc';
import type { EntryFacts } from '../chain/content.ts';

/** An entry as the admin shows it. */
export interface AuditEntryView {
  /** Place in the chain, from 1. */
  readonly seq: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly actor: { readonly kind: AuditActor['kind']; readonly id: string; readonly name: string };
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  /** What the action changed, as it was and as it was left: JSON objects, or null. */
  readonly before: AuditStateView;
  readonly after: AuditStateView;
  readonly reason: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  /** SHA-256 in hexadecimal, over this entry and the hash before it. */
  readonly hash: string;
}

/** As JSON holds it: money as digits of minor units, times in ISO 8601. */
export type AuditStateView = { readonly [field: string]: unknown } | null;

type Row = Omit<EntryFacts, 'previousHash'> & { readonly hash: string };

const KINDS: ReadonlySet<string> = new Set(['person', 'api_key', 'operator', 'system', 'anonymous']);

/** Shows a row. */
export function viewEntry({
  seq,
  at,
  actorType,
  actorId,
  actorName,
  subjectType,
  subjectId,
  ...row
}: Row): AuditEntryView {
  const { action, before, after, reason, address, requestId, hash } = row;
  return {
    seq: seq.toString(),
    at: at.toISOString(),
    actor: { kind: isKind(actorType) ? actorType : 'system', id: actorId, name: actorName },
    action,
    subject: { type: subjectType, id: subjectId },
    before: viewState(before),
    after: viewState(after),
    reason,
    address,
    requestId,
    hash,
  };
}

/** The table's check holds it to be one. */
function isKind(type: string): type is AuditActor['kind'] {
  return KINDS.has(type);
}

function viewState(state: unknown): AuditStateView {
  return typeof state === 'object' && state !== null ? { ...state } : null;
}
