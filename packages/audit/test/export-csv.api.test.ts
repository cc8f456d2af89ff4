import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditColumn, AuditFilter } from '../src/index.ts';
import { readCsvRequest } from '../src/index.ts';
import { createHarness, type Harness, refund } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  await harness.append(refund(1, { reason: 'Said "lost", she\r\nsaid; ünïcode 包裹' }));
  await harness.append(refund(2, { reason: '=HYPERLINK("https://evil.example","Click")' }));
  await harness.append(refund(3, { reason: '+1' }), {
    ...BY_TEST,
    actor: { kind: 'person', id: '@SUM(A1)', name: '-2+3' },
  });
});
afterAll(() => harness.close());

async function exported(columns: readonly AuditColumn[], filter: AuditFilter = {}): Promise<string[]> {
  const pieces: string[] = [];
  const { signal } = new AbortController();
  for await (const piece of harness.audit.exportCsv({ filter, columns, signal })) pieces.push(piece);
  return pieces;
}

describe('the export of the audit', () => {
  it('has the columns asked for, in their order, and no others; the newest entry first', async () => {
    const text = (await exported(['entry', 'action', 'subject_id'])).join('');
    expect(text).toBe(
      '\uFEFFentry,action,subject_id\r\n3,payment.refunded,pay_3\r\n2,payment.refunded,pay_2\r\n1,payment.refunded,pay_1\r\n',
    );
  });

  it('keeps commas, quotes, line breaks and every script in their cell', async () => {
    const text = (await exported(['reason'], { subjectId: 'pay_1' })).join('');
    expect(text).toBe('\uFEFFreason\r\n"Said ""lost"", she\nsaid; ünïcode 包裹"\r\n');
  });

  it('takes the meaning from what a spreadsheet would compute', async () => {
    const lines = (await exported(['actor', 'actor_id', 'reason'])).join('').split('\r\n');
    expect(lines.slice(1, 3)).toEqual([
      "'-2+3,'@SUM(A1),'+1",
      `test@example.com,usr_test,"'=HYPERLINK(""https://evil.example"",""Click"")"`,
    ]);
  });

  it('holds before and after as JSON', async () => {
    const text = (await exported(['before', 'after'], { subjectId: 'pay_2' })).join('');
    expect(text).toContain('"{""refunded"":{""amount"":""2"",""currency"":""EUR""}}"');
  });

  it('comes in pieces, each entry once, and ends when nobody reads on', async () => {
    for (let n = 10; n < 1_210; n += 100) {
      await harness.sql.transaction(async (tx) => {
        for (let more = n; more < n + 100; more += 1) await harness.trail.append(tx, BY_TEST, refund(more));
      });
    }
    const pieces = await exported(['entry']);
    expect(pieces).toHaveLength(4);
    const places = pieces.join('').trim().split('\r\n').slice(1).map(Number);
    expect(places).toEqual(Array.from({ length: 1_203 }, (_, index) => 1_203 - index));

    const stop = new AbortController();
    const reading = harness.audit.exportCsv({ filter: {}, columns: ['entry'], signal: stop.signal });
    await reading.next();
    await reading.next();
    stop.abort();
    await expect(reading.next()).rejects.toThrow('aborted');
  });
});

describe('what is asked of the export', () => {
  const read = (query: string) => readCsvRequest(new URLSearchParams(query));

  it('is read from the address: columns and the filters of the list', () => {
    expect(read('columns=at,actor&action=payment.refunded&from=2026-11-30T00:00:00Z&text=lost')).toEqual({
      columns: ['at', 'actor'],
      filter: { action: 'payment.refunded', from: new Date('2026-11-30T00:00:00Z'), text: 'lost' },
    });
  });

  it.each([
    '',
    'columns=',
    'columns=at,password',
    'columns=at&from=yesterday',
    'columns=at&limit=5',
    'columns=at&from=0000-01-01T00:00:00Z',
  ])('is refused where it is not understood: %s', (query) =>
    expect(() => read(query)).toThrow(expect.objectContaining({ code: 'invalid_input' })),
  );
});
