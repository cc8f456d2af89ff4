import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSearch, withChanges } from './search-params.ts';

const fields = {
  status: z.enum(['open', 'paid']).optional(),
  from: z.iso.date().optional(),
  text: z.string().trim().min(1).optional(),
};
const read = (query: string) => readSearch(fields, new URLSearchParams(query));

describe('the state of a page in its address', () => {
  it('is read by its types', () => {
    expect(read('status=open&from=2026-11-30&text=+lost+&other=1')).toEqual({
      status: 'open',
      from: '2026-11-30',
      text: 'lost',
    });
  });

  it.each(['status=closed', 'from=2026-02-30', 'text=', 'text=++', ''])('leaves out what does not fit: %j', (query) => {
    expect(read(query)).toEqual({});
  });

  it('keeps what is not changed, and loses what is emptied', () => {
    const params = new URLSearchParams('status=open&text=lost&other=1');
    const next = withChanges(params, { status: 'paid', text: undefined, from: '' });
    expect(next.toString()).toBe('status=paid&other=1');
    expect(params.get('status')).toBe('open');
  });
});
