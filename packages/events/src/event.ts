/** Who did it: a customer at the checkout, a signed-in person, an API key, Stripe, or the platform by itself. */
export interface Actor {
  readonly kind: 'customer' | 'person' | 'api_key' | 'stripe' | 'system';
  readonly id: string | null;
}

/** What led to it: ids to follow through logs, Stripe's dashboard and the job queue. */
export interface Cause {
  readonly requestId?: string;
  readonly stripeEventId?: string;
  readonly jobId?: string;
}

/** What an event is about. */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

interface EventFacts {
  readonly type: string;
  readonly version: number;
  readonly subject: Subject;
  readonly shopId: string | null;
  readonly actor: Actor;
  readonly cause: Cause;
}

/** A fact on its way into the log; made by an event definition. */
export interface NewEvent extends EventFacts {
  /** When it happened (UTC), by Stripe's clock where Stripe said so; null: now. */
  readonly occurredAt: Date | null;
  readonly data: JsonObject;
}

/** A fact as the log tells it. `data` is as stored until an event definition has read it. */
export interface DomainEvent<Type extends string = string, Data = unknown> extends EventFacts {
  readonly type: Type;
  readonly id: string;
  /** Its place in the log: what `tail` goes on after. */
  readonly position: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly data: Data;
}

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** What can be stored as JSON and read back the same. */
export type JsonObject = { readonly [key: string]: Json | undefined };
