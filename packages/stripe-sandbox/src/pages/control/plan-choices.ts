import type { Fault } from '../../faults/faults.ts';
import type { WebhookEffect } from '../../webhooks/stress.ts';

interface Choice<T> {
  readonly label: string;
  readonly make: (milliseconds: number) => T;
}

/** The faults a person can choose from; over HTTP there are more. */
export const faultChoices: Readonly<Record<string, Choice<Fault>>> = {
  answer_500: { label: 'Answer 500', make: () => ({ status: 500 }) },
  answer_500_after: { label: 'Answer 500 after the work', make: () => ({ status: 500, when: 'after' }) },
  answer_503: { label: 'Answer 503', make: () => ({ status: 503 }) },
  answer_429: { label: 'Answer 429, too many', make: () => ({ status: 429 }) },
  answer_409: { label: 'Answer 409, locked', make: () => ({ status: 409 }) },
  reset_before: { label: 'Cut before the work', make: () => 'reset_before' },
  reset_after: { label: 'Cut after the work', make: () => 'reset_after' },
  timeout_before: { label: 'Silence before the work', make: (timeout) => ({ timeout, when: 'before' }) },
  timeout_after: { label: 'Silence after the work', make: (timeout) => ({ timeout, when: 'after' }) },
  latency_before: { label: 'Latency before the work', make: (constant) => ({ latency: { before: { constant } } }) },
  latency_after: { label: 'Latency after the work', make: (constant) => ({ latency: { after: { constant } } }) },
};

/** What a person can choose to happen to webhooks. */
export const effectChoices: Readonly<Record<string, Choice<WebhookEffect>>> = {
  drop: { label: 'Lost', make: () => 'drop' },
  duplicate: { label: 'Sent twice', make: () => ({ duplicate: 1 }) },
  delay: { label: 'Delayed', make: (constant) => ({ delay: { constant } }) },
  reorder: { label: 'Overtaken by up to three', make: () => ({ reorder: { within: 3 } }) },
  wrong_secret: { label: 'Signed with a wrong secret', make: () => ({ sign: 'wrong_secret' }) },
  stale_timestamp: { label: 'Signed as of ten minutes ago', make: () => ({ sign: 'stale_timestamp' }) },
  none: { label: 'Not signed', make: () => ({ sign: 'none' }) },
};
