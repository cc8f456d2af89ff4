import type { Tx } from '@flashstudio/db';
import type { EventReader } from './define-event.ts';
import type { DomainEvent } from './event.ts';

/** What a subscription can ask for: an event definition, whose data it then gets typed, or a type's name. */
export type Wanted = EventReader<string, unknown> | string;

/** The events that come of what was asked for. */
export type EventOf<W extends Wanted> =
  W extends EventReader<infer Type, infer Data> ? DomainEvent<Type, Data> : W extends string ? DomainEvent<W> : never;

export type NonEmpty<T> = readonly [T, ...T[]];

export interface SubscriptionDeclaration<Types extends readonly Wanted[]> {
  /** Names its cursor: stable for as long as what it makes is kept. */
  readonly name: string;
  /** What it wants to hear of. A type that is added later is heard of from then on, unless the subscription is reset. */
  readonly types: Types;
  /**
   * Makes what follows from the events, in order, in the transaction that moves the cursor: each happens exactly once.
   * Rows and jobs only, no I/O. It may not change what other transactions lock and write events about, such as
   * payments: the transaction has its number already (see `appendEvents`). For that it enqueues a job.
   * What it throws makes the batch fail.
   */
  apply(tx: Tx, events: NonEmpty<EventOf<Types[number]>>): Promise<void>;
  /** Removes all that `apply` ever made, so that the log can be read anew. Without it the subscription is never reset. */
  clear?(tx: Tx): Promise<void>;
}

/** A subscription whatever its events: what a runner needs. */
export interface Subscription {
  readonly name: string;
  readonly types: readonly string[];
  apply(tx: Tx, events: NonEmpty<DomainEvent>): Promise<void>;
  readonly clear: ((tx: Tx) => Promise<void>) | undefined;
}

/** Declares a reader of the log. */
export function defineSubscription<const Types extends readonly Wanted[]>(
  declaration: SubscriptionDeclaration<Types>,
): Subscription {
  const readers = new Map(
    declaration.types.map((wanted) => (typeof wanted === 'string' ? [wanted, undefined] : [wanted.type, wanted])),
  );
  // Which definition belongs to which type is known to the map alone, so the compiler has to be told.
  const typed = (event: DomainEvent) => {
    const reader = readers.get(event.type);
    return (reader === undefined ? event : reader.read(event)) as EventOf<Types[number]>;
  };
  return {
    name: declaration.name,
    types: [...readers.keys()],
    async apply(tx, [first, ...rest]) {
      await declaration.apply(tx, [typed(first), ...rest.map(typed)]);
    },
    clear: declaration.clear?.bind(declaration),
  };
}
