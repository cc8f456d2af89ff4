import type { AuditState } from './types.ts';

/** One field of a subject, as it was and as it became. */
export interface FieldChange {
  /** Names from the outside in: `prices.EUR`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'same';
  /** As text; null where there was, or is, no such field. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Compares two states field by field, those within others too: what changed comes first, each part in alphabetical order. */
export function changesBetween(before: AuditState, after: AuditState): readonly FieldChange[] {
  const was = new Map(fieldsOf(before));
  const is = new Map(fieldsOf(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map((path): FieldChange => {
      const [old, now] = [was.get(path) ?? null, is.get(path) ?? null];
      const kind = old === null ? 'added' : now === null ? 'removed' : old === now ? 'same' : 'changed';
      return { path, kind, before: old, after: now };
    })
    .sort((a, b) => Number(a.kind === 'same') - Number(b.kind === 'same'));
}

function fieldsOf(state: unknown, path = ''): [string, string][] {
  if (typeof state === 'object' && state !== null && !Array.isArray(state)) {
    return Object.entries(state).flatMap(([name, value]) => fieldsOf(value, path === '' ? name : `${path}.${name}`));
  }
  return path === '' ? [] : [[path, asText(state)]];
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => asText(item)).join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
