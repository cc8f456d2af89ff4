import type { SandboxProcess } from '../sandbox-process.ts';

/** What the server's requests to Stripe suffer all the time: answers lost after the work, errors, silence, slowness. */
const FAULTS = [
  { fault: 'reset_after', method: 'POST', probability: 0.07 },
  { fault: 'reset_before', probability: 0.03 },
  { fault: { status: 500, when: 'after' }, method: 'POST', probability: 0.04 },
  { fault: { status: 503 }, probability: 0.03 },
  { fault: { status: 429 }, probability: 0.02 },
  { fault: { status: 409 }, method: 'POST', probability: 0.02 },
  { fault: { timeout: 1_500, when: 'after' }, method: 'POST', probability: 0.02 },
  { fault: { latency: { before: { uniform: [0, 40] }, after: { uniform: [0, 40] } } }, probability: 1 },
];

/** What webhooks suffer on their way. */
const WEBHOOKS = [
  { effect: 'drop', probability: 0.08 },
  // The one that tells of the money, for payments of which nothing else tells: the bank was asked, or took its time.
  { effect: 'drop', events: ['payment_intent.succeeded'], probability: 0.25 },
  { effect: { duplicate: 1 }, probability: 0.2 },
  { effect: { reorder: { within: 4 } }, probability: 0.25 },
  { effect: { delay: { uniform: [50, 2_500] } }, probability: 0.2 },
  { effect: { sign: 'wrong_secret' }, probability: 0.03 },
  { effect: { sign: 'stale_timestamp' }, probability: 0.03 },
];

/** Only payment intents: what a customer's browser asks of Stripe is no matter of ours. */
const INTENTS = '/v1/payment_intents';

/** Makes the sandbox a difficult one from now on. */
export async function makeTrouble(sandbox: SandboxProcess): Promise<void> {
  for (const fault of FAULTS) await sandbox.control('POST', 'faults', { path: INTENTS, ...fault });
  for (const plan of WEBHOOKS) await sandbox.control('POST', 'webhooks/plans', plan);
}

/** The next so many confirmations are done and not answered: more than the SDK's own repeats get over. */
export async function loseAnswers(sandbox: SandboxProcess): Promise<void> {
  await sandbox.control('POST', 'faults', { fault: 'reset_after', method: 'POST', path: '/confirm', times: 12 });
}

/** Nothing goes wrong any more. Webhooks that are lost stay lost. */
export async function endTrouble(sandbox: SandboxProcess): Promise<void> {
  await sandbox.control('DELETE', 'faults');
  await sandbox.control('DELETE', 'webhooks/plans');
}
