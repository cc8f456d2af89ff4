import { AppError } from '@flashstudio/platform';

/** A place in the log: events are ordered by their transaction, and within it by number. */
export interface Position {
  readonly xact: bigint;
  readonly seq: bigint;
}

/** Before the first event. */
export const BEGINNING: Position = { xact: 0n, seq: 0n };

/** Whether `a` comes later in the log than `b`. */
export function isAfter(a: Position, b: Position): boolean {
  return a.xact === b.xact ? a.seq > b.seq : a.xact > b.xact;
}

/** The form in which a place leaves the house, for example as the id of a server-sent event. */
export function formatPosition({ xact, seq }: Position): string {
  return `${xact}-${seq}`;
}

/** Reads what `formatPosition` wrote. Throws `invalid_input` on anything else: it comes back from browsers. */
export function parsePosition(text: string): Position {
  const [, xact, seq] = /^(\d{1,19})-(\d{1,18})$/.exec(text) ?? [];
  if (xact === undefined || seq === undefined)
    throw new AppError('invalid_input', 'This is no place in the event log.');
  return { xact: BigInt(xact), seq: BigInt(seq) };
}
