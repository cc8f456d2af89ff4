import { z } from 'zod';
import { traceOf } from '../cards/test-cards.ts';

const line = z.tuple([z.string(), z.string(), z.string(), z.union([z.looseObject({ id: z.string() }), z.null()])]);

/** A change as the journal keeps it: account, collection, id, and the object or null when it is gone. */
export type JournalEntry = z.output<typeof line>;

/** Reads a line of a journal in today's form; undefined for one that was cut off, or that is kept no longer. */
export function readEntry(text: string): JournalEntry | undefined {
  try {
    return modernised(line.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const keptNumber = z.object({ id: z.string(), value: z.string() });

/** Earlier versions kept the whole number of a payment method's card, and in the same place the method of a token. */
function modernised(entry: JournalEntry): JournalEntry | undefined {
  const [account, collection, id, object] = entry;
  if (collection !== 'cardNumbers') return entry;
  const now = id.startsWith('ctoken_') ? 'tokenMethods' : 'testCards';
  if (object === null) return [account, now, id, null];
  const kept = keptNumber.parse(object);
  const value = now === 'tokenMethods' ? kept.value : traceOf(kept.value);
  return value === undefined ? undefined : [account, now, id, { id, value }];
}
