import type Stripe from 'stripe';

/** A merchant's endpoint without a network: give `fetch` to the sandbox. */
export interface Receiver {
  readonly fetch: typeof globalThis.fetch;
  /** What arrived, in order. */
  readonly received: readonly Arrival[];
  readonly types: () => readonly string[];
  /** Answers the next deliveries with these statuses, or not at all; 200 after that. */
  answerWith(...answers: readonly (number | Response | Error)[]): void;
  forget(): void;
}

export interface Arrival {
  readonly body: string;
  readonly signature: string | null;
  readonly event: Stripe.Event;
}

export function createReceiver(): Receiver {
  const received: Arrival[] = [];
  const answers: (number | Response | Error)[] = [];
  return {
    received,
    types: () => received.map(({ event }) => event.type),
    answerWith: (...next) => void answers.push(...next),
    forget: () => void received.splice(0),
    async fetch(_, init) {
      const body = String(init?.body);
      received.push({ body, event: JSON.parse(body), signature: new Headers(init?.headers).get('stripe-signature') });
      const answer = answers.shift() ?? 200;
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : new Response(null, { status: answer });
    },
  };
}
