import { useQuery } from '@tanstack/react-query';
import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { trpc } from '../../app/api.ts';
import { PageHeader } from '../../ui/page.tsx';
import { type Permission, useMay } from './permissions.ts';

/** Shows a page to those who may see it, and to the others why not. */
export function Permitted({ needs, title, children }: { needs: Permission; title: string; children: ReactNode }) {
  return useMay(needs) ? children : <NotPermitted needs={needs} title={title} />;
}

function NotPermitted({ needs, title }: { needs: Permission; title: string }) {
  const { data } = useQuery(trpc.admin.session.queryOptions());
  return (
    <>
      <PageHeader title={title} />
      <div className="rounded-xl border border-dashed border-line px-6 py-14 text-center">
        <LockKeyhole className="mx-auto mb-3 size-6 text-soft" aria-hidden="true" />
        <h2 className="font-medium">You are not permitted to see this</h2>
        <p className="mx-auto mt-1 max-w-md text-soft">
          Your role, {data?.user.role}, does not include <code className="font-mono text-ink">{needs}</code>. An owner
          can give you another one.
        </p>
        <Link to="/" className="mt-4 inline-block font-medium text-accent hover:underline">
          Go to the overview
        </Link>
      </div>
    </>
  );
}
