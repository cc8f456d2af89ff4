import { z } from 'zod';
import type { Actor, Cause, DomainEvent, JsonObject, NewEvent } from './event.ts';

/** Money and other whole numbers in an event's data: a bigint to the program, a string of digits in the log. */
export const wholeNumber = z.codec(z.string().regex(/^-?\d+$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/** What is told of a new event beside what its definition says. */
export interface EventInput<Data> {
  readonly subjectId: string;
  readonly shopId: string | null;
  readonly actor: Actor;
  readonly cause: Cause;
  /** When it happened (UTC), by Stripe's clock where Stripe said so; left out: now. */
  readonly occurredAt?: Date;
  readonly data: Data;
}

/** Reads one type of event. */
export interface EventReader<Type extends string, Data> {
  readonly type: Type;
  /** The event with its data in today's shape; null when it is of another type. Throws when the data fits no version. */
  read(event: DomainEvent): DomainEvent<Type, Data> | null;
}

/** Makes and reads one type of event. */
export interface EventDefinition<Type extends string, Data> extends EventReader<Type, Data> {
  /** Makes an event of the current version. Throws when the data does not fit. */
  create(input: EventInput<Data>): NewEvent;
}

export interface EventDeclaration<Type extends string, Schema extends z.ZodType<unknown, JsonObject>> {
  /** Says what happened to what, for example `payment.captured`. */
  readonly type: Type;
  /** Goes up by one with every change of the data's shape. */
  readonly version: number;
  /** What such events are about, for example `payment`. */
  readonly subject: string;
  /** The data's shape; its input is what is stored, so it must be JSON (`wholeNumber` for bigints). */
  readonly data: Schema;
  /** How to read what was stored by each version before, in today's shape. */
  readonly older?: Readonly<Record<number, (stored: unknown) => z.output<Schema>>>;
}

/** Declares a type of event. A change of its shape is a new version, and `older` keeps what is stored readable. */
export function defineEvent<const Type extends string, Schema extends z.ZodType<unknown, JsonObject>>(
  declaration: EventDeclaration<Type, Schema>,
): EventDefinition<Type, z.output<Schema>> {
  const { type, version, subject, data: schema, older = {} } = declaration;
  return {
    type,
    create: ({ subjectId, data, occurredAt, ...facts }) => ({
      ...facts,
      type,
      version,
      subject: { type: subject, id: subjectId },
      occurredAt: occurredAt ?? null,
      data: z.encode(schema, data),
    }),
    read(event) {
      if (event.type !== type) return null;
      if (event.version === version) return { ...event, type, data: schema.parse(event.data) };
      const upgrade = older[event.version];
      if (upgrade === undefined) throw new Error(`${type} ${event.id} has version ${event.version}, unknown here`);
      return { ...event, type, data: upgrade(event.data) };
    },
  };
}
