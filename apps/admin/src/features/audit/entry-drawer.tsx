import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { trpc } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { EntryDetail } from './entry-detail.tsx';
import type { AuditEntry } from './types.ts';
import { actionLabel } from './words.ts';

interface Props {
  /** Place of the entry that is open, if one is. */
  readonly seq: string | undefined;
  readonly entries: readonly AuditEntry[];
  readonly onOpen: (seq: string | undefined) => void;
  readonly onSubject: (id: string) => void;
}

/** One entry in full. The address may name one that is not in the list: it is asked for. */
export function EntryDrawer({ seq, entries, onOpen, onSubject }: Props) {
  const index = entries.findIndex((entry) => entry.seq === seq);
  const listed = entries[index];
  const asked = useQuery(
    trpc.admin.audit.get.queryOptions(
      { seq: seq ?? '0' },
      { enabled: seq !== undefined && listed === undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const entry = listed ?? asked.data;
  const newer = index > 0 ? entries[index - 1]?.seq : undefined;
  const older = index >= 0 ? entries[index + 1]?.seq : undefined;
  return (
    <Drawer
      open={seq !== undefined}
      onClose={() => onOpen(undefined)}
      title={entry === undefined ? `Entry ${seq ?? ''}` : actionLabel(entry.action)}
      actions={
        index < 0 ? null : (
          <>
            <Step label="Newer entry" icon={ChevronUp} to={newer} onOpen={onOpen} />
            <Step label="Older entry" icon={ChevronDown} to={older} onOpen={onOpen} />
          </>
        )
      }
    >
      {entry === undefined ? (
        <div className="p-5">
          {asked.isError ? (
            <ErrorState title="The entry could not be read" error={asked.error} onRetry={() => void asked.refetch()} />
          ) : (
            <Skeleton className="h-72 w-full" />
          )}
        </div>
      ) : (
        <EntryDetail key={entry.seq} entry={entry} onSubject={onSubject} />
      )}
    </Drawer>
  );
}

interface StepProps {
  readonly label: string;
  readonly icon: typeof ChevronUp;
  readonly to: string | undefined;
  readonly onOpen: (seq: string) => void;
}

function Step({ label, icon: Icon, to, onOpen }: StepProps) {
  return (
    <Button look="ghost" aria-label={label} disabled={to === undefined} onClick={() => to !== undefined && onOpen(to)}>
      <Icon className="size-4" aria-hidden="true" />
    </Button>
  );
}
