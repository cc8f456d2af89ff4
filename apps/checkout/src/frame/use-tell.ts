import { useEffect } from 'react';
import type { Host } from './host.ts';
import type { Problem } from './problem.ts';

/** Tells the page around us of a problem, once each time there is one. */
export function useTell(host: Host, problem: Problem | null | undefined): void {
  const { code, message } = problem ?? {};
  useEffect(() => {
    if (code !== undefined && message !== undefined) host.tell({ type: 'error', code, message });
  }, [host, code, message]);
}
