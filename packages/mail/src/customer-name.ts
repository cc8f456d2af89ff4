import { z } from 'zod';

/** Longer is no name that a greeting wants. */
const MAX_LENGTH = 70;
/** Enough for a third or a second; a telephone number has more. */
const MAX_DIGITS = 3;

/** Nobody sees these: controls of direction, spaces without width, fillers, private and unassigned characters. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;
/** Line breaks and tabs as well as spaces of every kind. */
const SPACES = /[\p{Cc}\p{Z}]+/gu;
const NAME = /^[\p{L}\p{M}\p{Nd} .'’`´,&()‐–·・-]*$/u;
/** Initials, whose dots make no address. */
const INITIAL = /(?<![\p{L}\p{M}\p{N}])\p{L}\.(?=\p{L}(?![\p{L}\p{M}\p{N}]))/gu;

/**
 * A customer's name as it may stand in a mail, or null when it is not to stand there. Nobody has checked that it is the
 * reader's: a stranger can order with somebody else's address and have us mail what they call a name. So it is one line
 * of letters that anybody sees, and nothing that a mail program makes a link of or that a reader could write to or call.
 */
export function mailableName(given: string): string | null {
  const name = given.replace(SPACES, ' ').replace(UNSEEN, '').replace(/ +/g, ' ').trim().normalize('NFC');
  const isName = name.length <= MAX_LENGTH && NAME.test(name) && /\p{L}/u.test(name);
  const digits = name.match(/\p{Nd}/gu)?.length ?? 0;
  const isAddress = /\.[^ ,)]/u.test(name.replace(INITIAL, ''));
  const isScrawl = /\p{M}{5}/u.test(name);
  return isName && digits <= MAX_DIGITS && !isAddress && !isScrawl ? name : null;
}

/** For the payload of a template: what a customer calls themselves goes into a mail through this and in no other way. */
export const customerName = z
  .string()
  .nullable()
  .transform((name) => (name === null ? null : mailableName(name)));
