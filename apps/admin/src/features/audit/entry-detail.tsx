import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { CopyableId, Moment } from '../../ui/format.tsx';
import { FieldChanges } from './field-changes.tsx';
import type { AuditEntry } from './types.ts';
import { actorKindLabel, subjectLabel, subjectPage } from './words.ts';

/** All that an entry says. */
export function EntryDetail({ entry, onSubject }: { entry: AuditEntry; onSubject: (id: string) => void }) {
  const { at, actor, action, subject, reason, address, requestId, seq, hash, before, after } = entry;
  const page = subjectPage(subject);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 px-5 py-5">
      {reason === null ? null : (
        <figure className="rounded-lg bg-raised px-4 py-3">
          <figcaption className="text-xs text-soft">Reason</figcaption>
          <blockquote className="mt-0.5 break-words whitespace-pre-line">{reason}</blockquote>
        </figure>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5">
        <Fact name="When">
          <Moment at={at} />
          <span className="block font-mono text-xs text-soft">{at}</span>
        </Fact>
        <Fact name="Who">
          {actor.name}
          <span className="block text-xs text-soft">{actorKindLabel(actor.kind)}</span>
          {actor.id === actor.name ? null : <CopyableId id={actor.id} />}
        </Fact>
        <Fact name="Subject">
          {page === null ? (
            subjectLabel(subject.type)
          ) : (
            <Link to={page} className="font-medium text-accent hover:underline">
              {subjectLabel(subject.type)}
            </Link>
          )}
          <span className="block">
            <CopyableId id={subject.id} />
          </span>
          <button
            type="button"
            className="text-xs font-medium text-accent hover:underline"
            onClick={() => onSubject(subject.id)}
          >
            All entries about it
          </button>
        </Fact>
        <Fact name="Action">
          <code className="font-mono text-xs">{action}</code>
        </Fact>
        <Fact name="Address">
          <span className="tabular-nums">{address ?? '—'}</span>
        </Fact>
        <Fact name="Request">{requestId === null ? '—' : <CopyableId id={requestId} />}</Fact>
      </dl>
      <FieldChanges before={before} after={after} />
      <p className="border-t border-line pt-4 text-xs text-soft">
        Entry {seq} of the chain
        <CopyableId id={hash} />
      </p>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="col-span-2 grid grid-cols-subgrid">
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
