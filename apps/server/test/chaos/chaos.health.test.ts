import { expect, it } from 'vitest';
import { runChaos } from './chaos.ts';

/** Another story each time; CHAOS_SEED tells one again. */
const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 1_000_000));

it('the server keeps both books equal while it, PostgreSQL and the way to Stripe break again and again', {
  timeout: 600_000,
}, async ({ signal }) => {
  console.log(`chaos: seed ${seed}`);
  const { differences, text } = await runChaos({
    seed,
    payments: 60,
    atOnce: 8,
    comeBack: true,
    settleWithinMs: 90_000,
    signal,
    say: () => undefined,
  });
  expect(differences, text).toEqual([]);
});
