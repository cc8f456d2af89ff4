import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly retry?: { readonly label: string; readonly act: () => void };
}

/** What is in the way, and what can be done about it. */
export function Notice({ title, children, retry }: NoticeProps) {
  return (
    <div className="notice" role="alert">
      <h2>{title}</h2>
      <p>{children}</p>
      {retry === undefined ? null : (
        <button type="button" className="quiet" onClick={retry.act}>
          {retry.label}
        </button>
      )}
    </div>
  );
}
