import { type AuditEntry, type AuditOrigin, type AuditTrail, reasonOf } from '../audit.ts';

/** Who does things in tests. */
export const BY_TEST: AuditOrigin = {
  actor: { kind: 'person', id: 'usr_test', name: 'test@example.com' },
  address: '203.0.113.7',
  requestId: 'req_test',
};

/** What a test's audit trail was told, in order, whether or not its transaction committed. */
export interface AuditRecorder extends AuditTrail {
  readonly entries: RecordedEntry[];
}

export interface RecordedEntry extends Omit<AuditEntry, 'action'> {
  readonly action: string;
  readonly reason: string | null;
  readonly origin: AuditOrigin;
}

/** An audit trail for packages that know only of the port: remembers what it is told, and refuses what the real one does. */
export function createAuditRecorder(): AuditRecorder {
  const entries: RecordedEntry[] = [];
  return {
    entries,
    async append(_, origin, { action, subjectId, before = null, after = null, reason }) {
      entries.push({
        action: action.name,
        subjectId,
        before,
        after,
        reason: reasonOf({ action, reason: reason ?? null }),
        origin,
      });
    },
  };
}
