import { v7 } from 'uuid';
import { type Clock, systemClock } from './clock.ts';

/** Crockford's base 32: no letter that reads like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_CHARS = 26;

/**
 * Makes an id such as `pay_06f…`: the prefix says what it names, the rest is a UUIDv7 (RFC 9562) in 26 characters of
 * Crockford base 32, so that ids sort by the moment they were made.
 */
export function createId(prefix: string, clock: Clock = systemClock): string {
  const bytes = v7({ msecs: clock.now().getTime() }, new Uint8Array(16));
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let encoded = '';
  for (let index = 0; index < ID_CHARS; index += 1) {
    encoded = (ALPHABET[Number(value & 31n)] ?? '') + encoded;
    value >>= 5n;
  }
  return `${prefix}_${encoded}`;
}
