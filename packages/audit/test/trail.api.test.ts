import type { AuditOrigin } from '@flashstudio/rpc';
import { BY_TEST } from '@flashstudio/rpc/testing';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness, looked, refund, refunded } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const rows = () => harness.database.db.auditEntry.findMany({ orderBy: { seq: 'asc' } });
const newest = async () => (await harness.audit.list({ limit: 1 })).items[0];

describe('an entry of the audit', () => {
  it('tells who did what to what, when, why, from where and by which request, and what became of it', async () => {
    const origin: AuditOrigin = {
      actor: { kind: 'api_key', id: 'key_1', name: 'Back office' },
      address: '2001:db8::7',
      requestId: 'req_7',
    };
    const at = harness.clock.now();
    await harness.append(refund(250, { after: { refunded: 250n, at } }), origin);
    expect(await newest()).toMatchObject({
      at: at.toISOString(),
      actor: { kind: 'api_key', id: 'key_1', name: 'Back office' },
      action: 'payment.refunded',
      subject: { type: 'payment', id: 'pay_250' },
      before: { refunded: { amount: '0', currency: 'EUR' } },
      after: { refunded: '250', at: at.toISOString() },
      reason: 'The parcel was lost',
      address: '2001:db8::7',
      requestId: 'req_7',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('covers the hash of the one before it, in a chain without gaps', async () => {
    await harness.append(refund(1));
    await harness.append(refund(2));
    const all = await rows();
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => BigInt(index + 1)));
    for (const [index, { previousHash }] of all.entries()) {
      expect(previousHash).toBe(all[index - 1]?.hash ?? '0'.repeat(64));
    }
  });

  it('is committed with its action, or not at all', async () => {
    const { db } = harness.database;
    const before = (await rows()).length;
    const failed = db.$transaction(async (tx) => {
      await tx.product.create({ data: { id: 'prod_undone', name: 'Undone' } });
      await harness.trail.append(tx, BY_TEST, refund(3));
      throw new Error('the action failed after all');
    });
    await expect(failed).rejects.toThrow('the action failed');
    expect(await rows()).toHaveLength(before);
    await db.$transaction(async (tx) => {
      await tx.product.create({ data: { id: 'prod_done', name: 'Done' } });
      await harness.trail.append(tx, BY_TEST, refund(3));
    });
    expect(await rows()).toHaveLength(before + 1);
    expect(await db.product.count({ where: { id: { in: ['prod_undone', 'prod_done'] } } })).toBe(1);
  });

  it('is written in a transaction of the hot path as well, beside one of its own', async () => {
    await harness.sql.transaction(async (tx) => {
      await harness.trail.append(tx, BY_TEST, refund(4));
      await harness.trail.append(tx, BY_TEST, { action: looked, subjectId: 'rep_1' });
    });
    const { items } = await harness.audit.list({ limit: 2 });
    expect(items).toMatchObject([
      { action: 'report.looked_at', subject: { type: 'report', id: 'rep_1' }, before: null, after: null, reason: null },
      { action: 'payment.refunded', subject: { id: 'pay_4' } },
    ]);
    expect(await harness.audit.verify()).toMatchObject({ kind: 'whole' });
  });

  it.each(['', '  \n ', 'x'.repeat(501)])(
    'of an action that needs a reason is refused for the reason %j, and the action with it',
    async (reason) => {
      const before = (await rows()).length;
      await expect(harness.append(refund(5, { reason }))).rejects.toMatchObject({
        code: 'invalid_input',
        httpStatus: 400,
        details: { reason: expect.any(String) },
      });
      expect(await rows()).toHaveLength(before);
    },
  );

  it('cannot leave out a reason that is needed: it does not compile', async () => {
    // @ts-expect-error a refund needs a reason
    await expect(harness.append({ action: refunded, subjectId: 'pay_6' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('entries that are written at the same time', () => {
  it('stand in one chain, whichever way they are written', async () => {
    const before = (await rows()).length;
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        n % 2 === 0
          ? harness.append(refund(n))
          : harness.sql.transaction((tx) => harness.trail.append(tx, BY_TEST, refund(n))),
      ),
    );
    expect(await rows()).toHaveLength(before + 30);
    expect(await harness.audit.verify()).toMatchObject({ kind: 'whole' });
  });

  it('by transactions that see no newer ones fail rather than fork the chain', async () => {
    const { db } = harness.database;
    const frozen = db.$transaction(
      async (tx) => {
        await tx.product.count();
        await harness.append(refund(1));
        await harness.trail.append(tx, BY_TEST, refund(2));
      },
      { isolationLevel: 'RepeatableRead' },
    );
    await expect(frozen).rejects.toThrow();
    expect(await harness.audit.verify()).toMatchObject({ kind: 'whole' });
  });
});

describe('the tables of the audit', () => {
  it.each([
    'UPDATE audit_entries SET reason = NULL',
    'UPDATE audit_entries SET reason = NULL WHERE seq = -1',
    'DELETE FROM audit_entries WHERE seq = 1',
    'TRUNCATE audit_entries',
    'DELETE FROM audit_head',
    'TRUNCATE audit_head',
    'UPDATE audit_head SET entries = entries - 1',
    'UPDATE audit_head SET entries = entries',
    `INSERT INTO audit_head (id, entries, hash) VALUES (1, 0, '')`,
  ])('refuse to forget: %s', async (statement) => {
    const client = new Client({ connectionString: harness.database.connectionString });
    await client.connect();
    try {
      await expect(client.query(statement)).rejects.toThrow('the audit is append-only');
    } finally {
      await client.end();
    }
  });
});

describe('whatever a state holds', () => {
  it('is covered by the hash as it comes back from the database', async () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.oneof(
      text,
      fc.jsonValue({ stringUnit: 'grapheme' }),
      fc.bigInt(),
      fc.date({ noInvalidDate: true }),
    );
    const state = fc.option(fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), value));
    await fc.assert(
      fc.asyncProperty(state, state, text, async (before, after, subjectId) => {
        await harness.append(refund(1, { before, after, subjectId }));
      }),
      { numRuns: 150 },
    );
    expect(await harness.audit.verify()).toMatchObject({ kind: 'whole' });
  });
});
