import { type Child, startChild } from './child.ts';
import type { EventTemplate } from './events.ts';

/** Webhooks to be sent, each once. */
export interface Salvo {
  readonly url: string;
  readonly secret: string;
  readonly connections: number;
  readonly events: { readonly bodies: readonly string[] } | { readonly again: EventTemplate; readonly count: number };
}

export interface SalvoResult {
  readonly sent: number;
  readonly seconds: number;
  /** Milliseconds from request to answer. */
  readonly median: number;
  readonly p99: number;
}

/** Sends webhooks from a process of its own, over connections that are kept open, signed before the clock runs. */
export interface Load {
  /** Prepares, fires and waits for every answer. Rejects when one of them is not 2xx. */
  fire(salvo: Salvo): Promise<SalvoResult>;
  close(): Promise<void>;
}

export async function startLoad(): Promise<Load> {
  const child: Child = await startChild('./load-process.ts');
  return {
    async fire(salvo) {
      const answer = await child.ask(salvo, isResult);
      if (answer.refused > 0) throw new Error(`${answer.refused} of ${answer.sent} webhooks were not taken`);
      return answer;
    },
    close: () => child.close(),
  };
}

/** What comes back from a salvo. */
export function isResult(value: unknown): value is SalvoResult & { readonly refused: number } {
  return typeof value === 'object' && value !== null && 'sent' in value && 'refused' in value && 'seconds' in value;
}
