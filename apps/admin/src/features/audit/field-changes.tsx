import { changesBetween, type FieldChange } from './changes.ts';
import type { AuditState } from './types.ts';

/** What an action changed, field by field; what it left alone is folded away. */
export function FieldChanges({ before, after }: { before: AuditState; after: AuditState }) {
  const changes = changesBetween(before, after);
  const changed = changes.filter(({ kind }) => kind !== 'same');
  const same = changes.filter(({ kind }) => kind === 'same');
  if (changes.length === 0) return null;
  return (
    <section aria-label="Changes">
      <h3 className="mb-2 font-medium">{changed.length === 0 ? 'Nothing changed' : 'Changes'}</h3>
      {changed.length === 0 ? null : <Fields fields={changed} />}
      {same.length === 0 ? null : (
        <details className="mt-3">
          <summary className="cursor-pointer text-soft hover:text-ink">
            {same.length} {same.length === 1 ? 'field' : 'fields'} unchanged
          </summary>
          <div className="mt-2">
            <Fields fields={same} />
          </div>
        </details>
      )}
    </section>
  );
}

function Fields({ fields }: { fields: readonly FieldChange[] }) {
  return (
    <dl className="overflow-hidden rounded-lg border border-line">
      {fields.map(({ path, kind, before, after }) => (
        <div key={path} className="border-b border-line last:border-b-0">
          <dt className="bg-raised px-3 py-1.5 font-mono text-xs text-soft">{path}</dt>
          {kind === 'same' ? (
            <Value text={before ?? ''} />
          ) : (
            <>
              {before === null ? null : <Value text={before} sign="−" label="Before" tone="bg-bad-soft text-bad" />}
              {after === null ? null : <Value text={after} sign="+" label="After" tone="bg-good-soft text-good" />}
            </>
          )}
        </div>
      ))}
    </dl>
  );
}

interface ValueProps {
  readonly text: string;
  readonly sign?: string;
  readonly label?: string;
  readonly tone?: string;
}

function Value({ text, sign, label, tone = '' }: ValueProps) {
  return (
    <dd className={`flex gap-2 px-3 py-1.5 ${tone}`}>
      {sign === undefined ? null : (
        <>
          <span className="sr-only">{label}</span>
          <span aria-hidden="true" className="font-mono select-none">
            {sign}
          </span>
        </>
      )}
      <span className="min-w-0 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text === '' ? '(empty)' : text}
      </span>
    </dd>
  );
}
