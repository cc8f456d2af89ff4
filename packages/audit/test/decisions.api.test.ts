import { createHints, createListener } from '@flashstudio/db';
import { appendEvents, createEventLog, type Decision, defineEvent, type EventLog } from '@flashstudio/events';
import { createLogger, createTestScheduler } from '@flashstudio/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDecisionRecorder } from '../src/index.ts';
import { createHarness, type Harness } from './harness.ts';

const happened = defineEvent({ type: 'thing.happened', version: 1, subject: 'thing', data: z.object({}) });
const logger = createLogger({ level: 'silent' });

let harness: Harness;
let log: EventLog;
let eventId: string;
beforeAll(async () => {
  harness = await createHarness();
  const { db, connectionString } = harness.database;
  const scheduler = createTestScheduler(harness.clock);
  const listener = createListener({ connectionString, logger });
  const hints = createHints({ listener, scheduler, logger });
  const recordDecision = createDecisionRecorder(harness.trail);
  log = createEventLog({ db, clock: harness.clock, logger, hints, scheduler, recordDecision });
});
afterAll(() => harness.close());

/** An event that a subscription could not apply. */
beforeEach(async () => {
  const { db } = harness.database;
  const event = happened.create({
    subjectId: 'thing_1',
    shopId: null,
    actor: { kind: 'system', id: null },
    cause: {},
    data: {},
  });
  await db.$transaction((tx) => appendEvents(tx, [event], { clock: harness.clock }));
  ({ id: eventId } = await db.domainEvent.findFirstOrThrow({ orderBy: { seq: 'desc' } }));
  await db.eventSubscription.createMany({
    data: [{ name: 'picky', updatedAt: harness.clock.now() }],
    skipDuplicates: true,
  });
  await db.parkedEvent.create({
    data: { subscription: 'picky', eventId, error: 'no', attempts: 8, parkedAt: harness.clock.now() },
  });
});

const decision = (reason: string): Decision => ({
  actor: { kind: 'person', id: 'usr_ada' },
  name: 'ada@example.com',
  address: '203.0.113.9',
  cause: { requestId: 'req_1' },
  reason,
});
const newest = async () => (await harness.audit.list({ limit: 1 })).items[0];

describe('what people decide about an event that could not be applied', () => {
  it.each(['retry', 'skip'] as const)('is audited with who and why: %s', async (choice) => {
    await log.parked[choice]({ subscription: 'picky', eventId }, decision('The template is mended'));
    expect(await newest()).toMatchObject({
      actor: { kind: 'person', id: 'usr_ada', name: 'ada@example.com' },
      action: choice === 'retry' ? 'event.retried' : 'event.skipped',
      subject: { type: 'event', id: eventId },
      before: { subscription: 'picky', state: 'parked' },
      after: { subscription: 'picky', state: choice === 'retry' ? 'retrying' : 'skipped' },
      reason: 'The template is mended',
      address: '203.0.113.9',
      requestId: 'req_1',
    });
  });

  it('is not done without a reason, and the event stays parked', async () => {
    await expect(log.parked.skip({ subscription: 'picky', eventId }, decision('  '))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const parked = await log.parked.list({ subscription: 'picky' });
    expect(parked.find(({ event }) => event.id === eventId)).toMatchObject({ state: 'parked' });
  });

  it('is not audited when there was nothing to decide', async () => {
    await log.parked.skip({ subscription: 'picky', eventId }, decision('Of no use'));
    const before = await newest();
    expect(await log.parked.skip({ subscription: 'picky', eventId }, decision('Of no use'))).toBe('not_parked');
    expect(await newest()).toEqual(before);
  });

  it('is audited when a whole subscription reads the log anew', async () => {
    const runner = log.runner([
      { name: 'picky', types: ['thing.happened'], apply: async () => undefined, clear: async () => undefined },
    ]);
    expect(await runner.reset('picky', decision('It counted twice'))).toBe('reset');
    expect(await newest()).toMatchObject({
      action: 'subscription.reset',
      subject: { type: 'subscription', id: 'picky' },
      reason: 'It counted twice',
    });
  });
});
