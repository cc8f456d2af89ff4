import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditFilter } from '../src/index.ts';
import { createHarness, type Harness, looked, refund } from './harness.ts';

const ADA = { ...BY_TEST, actor: { kind: 'person' as const, id: 'usr_ada', name: 'ada@example.com' } };
const OTTO = {
  actor: { kind: 'operator' as const, id: 'otto', name: 'otto (command line)' },
  address: null,
  requestId: null,
};

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  // Nine entries, an hour apart, from 10:00 on.
  for (let n = 1; n <= 9; n += 1) {
    harness.clock.advance(3_600_000);
    const origin = n % 3 === 0 ? OTTO : ADA;
    if (n % 2 === 0) await harness.append({ action: looked, subjectId: `rep_${n}` }, origin);
    else await harness.append(refund(n, { reason: `Müller's parcel ${n} was lost, 100 %` }), origin);
  }
});
afterAll(() => harness.close());

const found = async (filter: AuditFilter) =>
  (await harness.audit.list({ ...filter, limit: 100 })).items.map(({ seq }) => Number(seq));
const at = (hour: number) => new Date(Date.UTC(2026, 10, 30, hour));

describe('the list of the audit', () => {
  it('begins with the newest entry', async () => {
    expect(await found({})).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it.each<[string, AuditFilter, number[]]>([
    ['who did it', { actorId: 'otto' }, [9, 6, 3]],
    ['what was done', { action: 'report.looked_at' }, [8, 6, 4, 2]],
    ['the kind of subject', { subjectType: 'payment' }, [9, 7, 5, 3, 1]],
    ['the subject', { subjectId: 'pay_5' }, [5]],
    ['a moment from which on', { from: at(16) }, [9, 8, 7]],
    ['a moment before which', { to: at(12) }, [2, 1]],
    ['both', { from: at(11), to: at(13) }, [3, 2]],
    ['all at once', { actorId: 'usr_ada', subjectType: 'payment', from: at(11), text: 'LOST' }, [7, 5]],
    ['nothing that there is', { actorId: 'usr_nobody' }, []],
    ['a part of the reason, in any case', { text: 'MÜLLER' }, [9, 7, 5, 3, 1]],
    ['a sign that is no wildcard', { text: '100 %' }, [9, 7, 5, 3, 1]],
    ['another sign that is no wildcard', { text: '_' }, [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['a part of the name', { text: 'ada@' }, [8, 7, 5, 4, 2, 1]],
    ['the subject in words', { text: 'pay_7' }, [7]],
    ['an address', { text: '203.0.113' }, [8, 7, 5, 4, 2, 1]],
    ['a request', { text: 'req_test' }, [8, 7, 5, 4, 2, 1]],
    ['a text that is nowhere', { text: 'zebra' }, []],
  ])('is filtered by %s', async (_, filter, places) => {
    expect(await found(filter)).toEqual(places);
  });

  it.each<AuditFilter>([{}, { text: 'lost' }, { actorId: 'usr_ada' }, { from: at(11) }])(
    'comes a page at a time, each entry once: %j',
    async (filter) => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await harness.audit.list({ ...filter, cursor, limit: 2 });
        seen.push(...page.items.map(({ seq }) => seq));
        cursor = page.nextCursor;
      }
      expect(seen.map(Number)).toEqual(await found(filter));
    },
  );

  it.each(['x', '-1', '1.5', '9'.repeat(19), ''])('refuses the cursor %j', async (cursor) => {
    await expect(harness.audit.list({ cursor, limit: 2 })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { cursor: expect.any(String) },
    });
  });

  it('tells what it can be filtered by, actors by their newest name', async () => {
    await harness.append(refund(10), { ...ADA, actor: { ...ADA.actor, name: 'ada.berg@example.com' } });
    expect(await harness.audit.facets()).toEqual({
      actions: ['payment.refunded', 'report.looked_at'],
      subjectTypes: ['payment', 'report'],
      actors: [
        { id: 'usr_ada', name: 'ada.berg@example.com' },
        { id: 'otto', name: 'otto (command line)' },
      ],
    });
  });

  it('shows one entry by its place, and says when there is none', async () => {
    expect(await harness.audit.get('3')).toMatchObject({ seq: '3', subject: { id: 'pay_3' } });
    await expect(harness.audit.get('404')).rejects.toMatchObject({ code: 'not_found' });
  });
});
