import { type ReactNode, useEffect } from 'react';

/** A page's heading; also the window's title. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · FlashStudio Payments`;
  }, [title]);
  return (
    <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      {children}
    </div>
  );
}

export function Card({ title, children, className = '' }: { title?: string; children: ReactNode; className?: string }) {
  return (
    <section
      className={`rounded-xl border border-line bg-card ${className}`}
      {...(title === undefined ? {} : { 'aria-label': title })}
    >
      {title === undefined ? null : <h2 className="border-b border-line px-5 py-3 font-medium">{title}</h2>}
      {children}
    </section>
  );
}
