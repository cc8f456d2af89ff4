import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChance } from '../src/faults/chance.ts';
import { type Distribution, sample } from '../src/faults/distribution.ts';
import { createFaults, type Fault, type FaultedRequest, type FaultPlan, type Trouble } from '../src/faults/faults.ts';
import { createPlanList } from '../src/faults/plan-list.ts';
import { presetNames } from '../src/faults/presets.ts';
import { createStressLevel } from '../src/faults/stress-level.ts';
import { createWebhookStress, type Fate, type WebhookPlan } from '../src/webhooks/stress.ts';

/** What is said of chance holds but almost always: with the same draws every time it holds or does not. */
const SAME_DRAWS = { seed: 4711 };

const seed = fc.integer();
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  path: fc.constantFrom('/v1/charges', '/v1/payment_intents', '/v1/payment_intents/pi_1/confirm'),
  account: fc.constantFrom('acct_1', 'acct_2', null),
});
const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  'reset_before',
  { status: 429, when: 'after' },
  { timeout: 100 },
  { latency: { before: { logNormal: { median: 50, p95: 400 } }, after: { uniform: [0, 100] } } },
);
const plan: fc.Arbitrary<FaultPlan> = fc.record({
  fault,
  method: fc.constantFrom('GET', 'POST', undefined),
  path: fc.constantFrom(/confirm$/, /intents/g, undefined),
  account: fc.constantFrom('acct_1', undefined),
  times: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  every: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  after: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
});

function run(common: number, plans: readonly FaultPlan[], requests: readonly FaultedRequest[]): Trouble[] {
  const list = createPlanList<FaultPlan>('fault');
  list.reseed(common);
  const faults = createFaults(list);
  for (const planned of plans) faults.plan(planned);
  return requests.map((asked) => faults.next(asked));
}

describe('a seed', () => {
  it('gives the same faults to the same requests', () => {
    fc.assert(
      fc.property(
        seed,
        fc.array(plan, { maxLength: 5 }),
        fc.array(request, { maxLength: 60 }),
        (common, plans, requests) => {
          expect(run(common, plans, requests)).toEqual(run(common, plans, requests));
        },
      ),
    );
  });

  it('starts everything anew when it is set again', () => {
    fc.assert(
      fc.property(
        seed,
        fc.array(plan, { maxLength: 5 }),
        fc.array(request, { maxLength: 40 }),
        (common, plans, requests) => {
          const list = createPlanList<FaultPlan>('fault');
          const faults = createFaults(list);
          for (const planned of plans) faults.plan(planned);
          for (const asked of requests) faults.next(asked);
          list.reseed(common);
          expect(requests.map((asked) => faults.next(asked))).toEqual(run(common, plans, requests));
        },
      ),
    );
  });

  it('is not the same as another', () => {
    const requests = Array.from({ length: 64 }, () => ({ method: 'GET', path: '/v1/charges', account: null }));
    const plans: FaultPlan[] = [{ fault: 'reset_before', probability: 0.5 }];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (common) => {
        expect(run(common, plans, requests)).not.toEqual(run(common + 1, plans, requests));
      }),
    );
  });

  it.each(presetNames)('gives the preset %s the same course, whatever was planned before', (name) => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 3 }), (common, planned) => {
        const course = (before: number): [Trouble[], Fate[]] => {
          const [faultPlans, webhookPlans] = [
            createPlanList<FaultPlan>('fault'),
            createPlanList<WebhookPlan>('webhook'),
          ];
          const [faults, webhooks] = [createFaults(faultPlans), createWebhookStress(webhookPlans)];
          for (let index = 0; index < before; index += 1) faults.plan({ fault: 'reset_before', path: /never/ });
          const stress = createStressLevel(faultPlans, webhookPlans);
          stress.reseed(common);
          stress.on(name);
          return [
            Array.from({ length: 30 }, () => faults.next({ method: 'POST', path: '/v1/charges', account: null })),
            Array.from({ length: 30 }, () =>
              webhooks.next({ type: 'charge.failed', endpoint: 'we_1', account: 'acct_1' }),
            ),
          ];
        };
        expect(course(planned)).toEqual(course(0));
      }),
      { numRuns: 20 },
    );
  });
});

describe('odds', () => {
  it('hit as often as their probability says', () => {
    fc.assert(
      fc.property(seed, fc.double({ min: 0, max: 1, noNaN: true }), (common, probability) => {
        const chance = createChance({ probability }, common);
        const hits = Array.from({ length: 2_000 }, () => chance.hits()).filter(Boolean).length;
        // Five standard deviations of a binomial distribution, and one for chance to be exact at the ends.
        expect(Math.abs(hits - 2_000 * probability)).toBeLessThanOrEqual(
          5 * Math.sqrt(2_000 * probability * (1 - probability)) + 1,
        );
      }),
      SAME_DRAWS,
    );
  });

  it('never exceed `times`', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 9 }), (common, times) => {
        const chance = createChance({ times, probability: 0.9 }, common);
        expect(Array.from({ length: 100 }, () => chance.hits()).filter(Boolean)).toHaveLength(times);
        expect(chance.left()).toBe(0);
      }),
    );
  });
});

describe('a distribution', () => {
  const draw = (distribution: Distribution, common: number) => {
    const { random } = createChance({}, common);
    return Array.from({ length: 2_000 }, () => sample(distribution, random)).sort((a, b) => a - b);
  };
  const shareUpTo = (drawn: readonly number[], limit: number) =>
    drawn.filter((value) => value <= limit).length / drawn.length;

  it.each([{ normal: { median: 400, p95: 700 } }, { logNormal: { median: 400, p95: 3_000 } }] satisfies Distribution[])(
    'has the median and the 95th percentile it says: %j',
    (distribution) => {
      fc.assert(
        fc.property(seed, (common) => {
          const drawn = draw(distribution, common);
          const { p95 } = 'normal' in distribution ? distribution.normal : distribution.logNormal;
          expect(shareUpTo(drawn, 400)).toBeCloseTo(0.5, 1);
          expect(Math.abs(shareUpTo(drawn, p95) - 0.95)).toBeLessThan(0.03);
          expect(drawn[0]).toBeGreaterThanOrEqual(0);
        }),
        { ...SAME_DRAWS, numRuns: 20 },
      );
    },
  );

  it('stays in its range when uniform, and fills it', () => {
    const drawn = draw({ uniform: [100, 200] }, 7);
    expect(drawn[0]).toBeGreaterThanOrEqual(100);
    expect(drawn.at(-1)).toBeLessThanOrEqual(200);
    expect(new Set(drawn).size).toBeGreaterThan(90);
  });
});
