import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, wholeNumber } from './define-event.ts';
import type { DomainEvent, NewEvent } from './event.ts';

const paid = defineEvent({
  type: 'bill.paid',
  version: 2,
  subject: 'bill',
  data: z.object({ amount: wholeNumber, by: z.string() }),
  older: { 1: (stored) => ({ amount: BigInt(z.object({ cents: z.int() }).parse(stored).cents), by: 'nobody' }) },
});

const NOON = new Date('2026-03-02T12:00:00Z');
const input = {
  subjectId: 'bill_1',
  shopId: 'shop_1',
  actor: { kind: 'person', id: 'usr_1' },
  cause: { requestId: 'req_1' },
  data: { amount: 2_400n, by: 'Ada' },
} as const;

/** The event as the log tells it, after a trip through JSON. */
function stored({ occurredAt, ...event }: NewEvent, changes: Partial<DomainEvent> = {}): DomainEvent {
  const placed = { id: 'evt_1', position: '1-1', occurredAt: occurredAt ?? NOON, recordedAt: NOON };
  return { ...event, data: JSON.parse(JSON.stringify(event.data)), ...placed, ...changes };
}

describe('a defined event', () => {
  it('is made with its type, version and subject, and its data as JSON', () => {
    expect(paid.create({ ...input, occurredAt: NOON })).toEqual({
      type: 'bill.paid',
      version: 2,
      subject: { type: 'bill', id: 'bill_1' },
      shopId: 'shop_1',
      actor: { kind: 'person', id: 'usr_1' },
      cause: { requestId: 'req_1' },
      occurredAt: NOON,
      data: { amount: '2400', by: 'Ada' },
    });
    expect(paid.create(input).occurredAt).toBeNull();
  });

  it('is read back as it was made', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (amount, by) => {
        const event = stored(paid.create({ ...input, data: { amount, by } }));
        expect(paid.read(event)).toEqual({ ...event, data: { amount, by } });
      }),
    );
  });

  it('is not read as another one', () => {
    expect(paid.read(stored(paid.create(input), { type: 'bill.sent' }))).toBeNull();
  });

  it('of an older version is read in the shape of today', () => {
    const old = stored(paid.create(input), { version: 1, data: { cents: 5 } });
    expect(paid.read(old)).toEqual({ ...old, data: { amount: 5n, by: 'nobody' } });
  });

  it('of a version nobody knows is not guessed at', () => {
    const newer = stored(paid.create(input), { version: 3 });
    expect(() => paid.read(newer)).toThrow('bill.paid evt_1 has version 3, unknown here');
    const plain = defineEvent({ type: 'bill.sent', version: 2, subject: 'bill', data: z.object({}) });
    const old = stored(plain.create({ ...input, data: {} }), { version: 1 });
    expect(() => plain.read(old)).toThrow('bill.sent evt_1 has version 1, unknown here');
  });

  it('with data that does not fit is neither made nor read', () => {
    expect(() => paid.create({ ...input, data: { amount: 1n, by: 7 as unknown as string } })).toThrow(z.ZodError);
    for (const amount of ['1.5', '', 'x1', '1x', '--1', 7, null]) {
      expect(() => paid.read(stored(paid.create(input), { data: { amount, by: '' } }))).toThrow(z.ZodError);
    }
  });
});
