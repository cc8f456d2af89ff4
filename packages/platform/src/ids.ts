import { v7 } from 'uuid';
import { type Clock, systemClock } from './clock.ts';

/** Crockford's base 32: no letter that reads like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS_A_CHAR = 5;
/** 26 characters hold 130 bits: the first two of the 128 of an id are zeros. */
const LEADING_ZEROS = 2;

/**
 * Makes an id such as `pay_06f…`: the prefix says what it names, the rest is a UUIDv7 (RFC 9562) in 26 characters of
 * Crockford base 32, so that ids sort by the moment they were made.
 */
export function createId(prefix: string, clock: Clock = systemClock): string {
  return `${prefix}_${encode(v7({ msecs: clock.now().getTime(), random: nextRandom() }, new Uint8Array(16)))}`;
}

const RANDOM_BYTES = 16;
const pool = new Uint8Array(256 * RANDOM_BYTES);
let used = pool.length;

/** Random bytes of one id. They are fetched for many at once: the system takes long to be asked, and hardly longer for more. */
function nextRandom(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/** Takes five bits after the other from the left; every request makes an id, so this is quick rather than pretty. */
function encode(bytes: Uint8Array): string {
  let encoded = '';
  let pending = 0;
  let bits = LEADING_ZEROS;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= BITS_A_CHAR) {
      bits -= BITS_A_CHAR;
      encoded += ALPHABET.charAt(pending >> bits);
      pending &= (1 << bits) - 1;
    }
  }
  return encoded;
}
