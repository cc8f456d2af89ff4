import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatHead, parseHead, verifyChain } from '../src/index.ts';
import { createHarness, type Harness, refund } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
  for (let n = 1; n <= 7; n += 1) {
    harness.clock.advance(60_000);
    await harness.append(refund(n));
  }
});
afterEach(() => harness.close());

/** Looks at the chain a few rows at a time, so that it goes over the edges of pages. */
const verify = (noted?: { entries: bigint; hash: string }) => verifyChain(harness.database.db, { noted, pageSize: 3 });

describe('an audit that nobody has touched', () => {
  it('is whole, and its head is the last entry', async () => {
    const { hash } = await harness.database.db.auditEntry.findUniqueOrThrow({ where: { seq: 7n } });
    expect(await verify()).toEqual({ kind: 'whole', head: { entries: 7n, hash } });
    expect(await verify({ entries: 7n, hash })).toMatchObject({ kind: 'whole' });
  });

  it('is whole while it is empty', async () => {
    const empty = await createHarness();
    expect(await empty.audit.verify()).toEqual({ kind: 'whole', head: { entries: 0n, hash: '0'.repeat(64) } });
    expect(await empty.audit.health()).toMatchObject({ audit: { ok: true, entries: 0 } });
    await empty.close();
  });

  it('contains every head that was noted before', async () => {
    for (const { seq, hash } of await harness.database.db.auditEntry.findMany()) {
      expect(await verify({ entries: seq, hash })).toMatchObject({ kind: 'whole' });
    }
  });
});

/** Inserts a copy of an entry at a place of the chain, with whatever it is to say of the hash before it. */
const forged = (seq: number, copyOf: number, previousHash = 'previous_hash') => `
  INSERT INTO audit_entries (seq, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, before, after,
    reason, address, request_id, previous_hash, hash)
  SELECT ${seq}, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, before, after, reason, address,
    request_id, ${previousHash}, hash FROM audit_entries WHERE seq = ${copyOf}`;

describe('a superuser who works past the triggers is found out', () => {
  it.each<[string, string, bigint, RegExp]>([
    ['who changes a reason', `UPDATE audit_entries SET reason = 'Because' WHERE seq = 3`, 3n, /3 was changed/],
    ['who takes a reason away', 'UPDATE audit_entries SET reason = NULL WHERE seq = 7', 7n, /7 was changed/],
    ['who changes a time', `UPDATE audit_entries SET at = at + interval '1 ms' WHERE seq = 1`, 1n, /1 was changed/],
    [
      'who changes what something was before',
      `UPDATE audit_entries SET before = jsonb_set(before, '{refunded,amount}', '"1"') WHERE seq = 4`,
      4n,
      /4 was changed/,
    ],
    ['who blames somebody else', `UPDATE audit_entries SET actor_id = 'usr_eve' WHERE seq = 5`, 5n, /5 was changed/],
    [
      'who gives an entry another hash',
      `UPDATE audit_entries SET hash = repeat('a', 64) WHERE seq = 5`,
      5n,
      /5 was changed/,
    ],
    ['who removes the first entry', 'DELETE FROM audit_entries WHERE seq = 1', 1n, /1 is missing/],
    ['who removes an entry', 'DELETE FROM audit_entries WHERE seq = 4', 4n, /4 is missing/],
    ['who removes the last entries', 'DELETE FROM audit_entries WHERE seq > 5', 6n, /6 is missing, and all after it/],
    ['who removes all entries', 'DELETE FROM audit_entries', 1n, /1 is missing, and all after it/],
    [
      'who removes an entry and closes the gap',
      'DELETE FROM audit_entries WHERE seq = 4; UPDATE audit_entries SET seq = seq - 1 WHERE seq > 4',
      4n,
      /4 does not follow entry 3/,
    ],
    [
      'who makes room for an entry and inserts one',
      `UPDATE audit_entries SET seq = -seq WHERE seq > 3; UPDATE audit_entries SET seq = 1 - seq WHERE seq < 0; ${forged(4, 2)}`,
      4n,
      /4 does not follow entry 3/,
    ],
    ['who inserts an entry at the end', forged(8, 7, '(SELECT hash FROM audit_head)'), 8n, /8 was changed/],
    [
      'who swaps two entries',
      'UPDATE audit_entries SET seq = -seq WHERE seq IN (2, 3); UPDATE audit_entries SET seq = 5 + seq WHERE seq < 0',
      2n,
      /2 does not follow entry 1/,
    ],
    ['who takes the head back', 'UPDATE audit_head SET entries = 6', 7n, /7 was written past the platform/],
    ['who removes the head', 'DELETE FROM audit_head', 1n, /head of the chain is missing/],
  ])('%s', async (_, statement, seq, problem) => {
    await harness.pastTheTriggers(statement);
    expect(await verify()).toEqual({ kind: 'broken', seq, problem: expect.stringMatching(problem) });
  });

  it('with the right hash at the end, since the head does not count the entry', async () => {
    // A second installation on the same past makes a genuine eighth entry.
    const { db } = harness.database;
    const head = await db.auditHead.findFirstOrThrow();
    await harness.append(refund(8));
    await harness.pastTheTriggers(`UPDATE audit_head SET entries = 7, hash = '${head.hash}'`);
    expect(await verify()).toMatchObject({
      kind: 'broken',
      seq: 8n,
      problem: expect.stringContaining('past the platform'),
    });
  });

  it('who cuts off the end and sets the head to match, by a head that was noted elsewhere', async () => {
    const noted = await verify();
    if (noted.kind !== 'whole') throw new Error('it was whole');
    await harness.pastTheTriggers(`
      DELETE FROM audit_entries WHERE seq > 5;
      UPDATE audit_head SET entries = 5, hash = (SELECT hash FROM audit_entries WHERE seq = 5)`);
    expect(await verify()).toMatchObject({ kind: 'whole', head: { entries: 5n } });
    expect(await verify(noted.head)).toMatchObject({
      kind: 'broken',
      seq: 6n,
      problem: expect.stringContaining('7 were noted'),
    });
    await harness.append(refund(60));
    await harness.append(refund(70));
    expect(await verify(noted.head)).toMatchObject({
      kind: 'broken',
      seq: 7n,
      problem: expect.stringContaining('not the one that was noted'),
    });
  });
});

describe('a noted head', () => {
  it('is read as it is printed, and nothing else is', () => {
    const head = { entries: 1_204n, hash: 'ab'.repeat(32) };
    expect(parseHead(formatHead(head))).toEqual(head);
    expect(parseHead(`  1204:${'AB'.repeat(32)}\n`)).toEqual(head);
    for (const wrong of ['', '1204', `1204:${'ab'.repeat(31)}`, `-1:${head.hash}`, `1204:${'zz'.repeat(32)}`]) {
      expect(parseHead(wrong)).toBeUndefined();
    }
  });
});

describe('the health of the audit', () => {
  it('tells at once when its end is gone', async () => {
    expect(await harness.audit.health()).toMatchObject({ audit: { ok: true, entries: 7, checkedAt: null } });
    await harness.pastTheTriggers('DELETE FROM audit_entries WHERE seq = 7');
    expect(await harness.audit.health()).toMatchObject({ audit: { ok: false, problem: expect.any(String) } });
  });

  it('remembers what the last look at all of it found', async () => {
    await harness.pastTheTriggers(`UPDATE audit_entries SET reason = 'Because' WHERE seq = 3`);
    expect(await harness.audit.health()).toMatchObject({ audit: { ok: true } });
    await harness.audit.verify();
    expect(await harness.audit.health()).toEqual({
      audit: {
        ok: false,
        entries: 7,
        checkedAt: harness.clock.now().toISOString(),
        problem: 'Entry 3 was changed after it was written.',
      },
    });
  });

  it('is looked at every night, and the log notes the head', async () => {
    await harness.jobs.start(harness.audit.jobs);
    await harness.audit.schedule();
    const aNight = async () => {
      harness.logged.length = 0;
      harness.clock.advance(24 * 3_600_000);
      await harness.jobs.runDue();
      return harness.logged.map((line) => JSON.parse(line));
    };
    const head = await harness.database.db.auditHead.findFirstOrThrow();
    expect(await aNight()).toMatchObject([
      { level: 30, msg: 'the audit is whole', auditHead: formatHead(head), job: 'audit.verify' },
    ]);
    await harness.pastTheTriggers('DELETE FROM audit_entries WHERE seq = 2');
    expect(await aNight()).toMatchObject([{ level: 50, msg: 'the audit is broken', auditEntry: '2' }]);
  });
});
