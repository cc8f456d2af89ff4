import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-xl border border-dashed border-line px-6 py-14 text-center">
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <p className="mx-auto mt-1 max-w-md text-soft">{children}</p>}
    </div>
  );
}

/** Something failed, in words, with a way on. */
export function ErrorState({
  title,
  error,
  onRetry,
}: {
  title: string;
  error: { message: string } | null;
  onRetry: () => void;
}) {
  return (
    <div role="alert" className="rounded-xl border border-line bg-card px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      <p className="mx-auto mt-1 max-w-md text-soft">{error?.message ?? 'Please try again.'}</p>
      <Button className="mt-4" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** Holds the place of what is loading. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={`animate-pulse rounded-md bg-raised ${className}`} />;
}
