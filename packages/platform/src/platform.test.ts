import { describe, expect, it } from 'vitest';
import { AppError, createId, createTestClock, toPublicError } from './index.ts';

describe('ids', () => {
  it('say what they name and sort by the moment they were made', () => {
    const clock = createTestClock('2026-01-01T00:00:00Z');
    const ids = Array.from({ length: 50 }, () => {
      clock.advance(1);
      return createId('pay', clock);
    });
    expect(ids.every((id) => /^pay_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('errors', () => {
  it('tell what is ours to tell and hide the rest', () => {
    const known = new AppError('conflict', 'Already used.', { details: { key: 'taken' }, cause: new Error('row 7') });
    expect(toPublicError(known)).toEqual({
      code: 'conflict',
      message: 'Already used.',
      details: { key: 'taken' },
      httpStatus: 409,
    });
    const unknown = toPublicError(new Error('password=hunter2'));
    expect(unknown.code).toBe('internal');
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
  });
});
