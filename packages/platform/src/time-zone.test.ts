import { describe, expect, it } from 'vitest';
import { isTimeZone } from './index.ts';

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta'])('is named by %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Mars/Base', '+02:00', '-0500', '02:00'])('is not named by "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
