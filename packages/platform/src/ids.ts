import { v7 } from 'uuid';
import { type Clock, systemClock } from './clock.ts';

/** Crockford's base 32: no letter that reads like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 26 characters hold 130 bits: two more than an id has. */
const SPARE_BITS = 2;

/**
 * Makes an id such as `pay_06f…`: the prefix says what it names, the rest is a UUIDv7 (RFC 9562) in 26 characters of
 * Crockford base 32, so that ids sort by the moment they were made.
 */
export function createId(prefix: string, clock: Clock = systemClock): string {
  const bytes = v7({ msecs: clock.now().getTime() }, new Uint8Array(16));
  let encoded = '';
  let waiting = 0;
  let bits = SPARE_BITS;
  for (const byte of bytes) {
    waiting = (waiting << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      encoded += ALPHABET.charAt(waiting >> bits);
      waiting &= (1 << bits) - 1;
    }
  }
  return `${prefix}_${encoded}`;
}
