import { randomUUID } from 'node:crypto';
import { TRPCClientError } from '@trpc/client';
import { PUBLISHABLE_KEY, type SandboxProcess } from '../sandbox-process.ts';
import type { ShopApi } from '../shop.ts';
import { pause, until } from '../until.ts';
import type { Visit } from './story.ts';

type Created = Awaited<ReturnType<ShopApi['payments']['create']['mutate']>>;

/** How a visit ended, as far as the customer knows. */
export type Told = 'paid' | 'declined' | 'canceled' | 'nothing yet' | 'left' | 'gave up';

/** A customer after their visit. */
export interface Customer {
  readonly visit: Visit;
  readonly paymentId: string | undefined;
  readonly told: Told;
  /** What happened to them, step by step, for whoever looks into a failure. */
  readonly diary: readonly string[];
  /** Comes back to the page with the same cart, which makes the server look at what Stripe says. */
  comeBack(): Promise<void>;
}

/** A customer repeats what got no clear answer for this long. */
const PATIENCE_MS = 90_000;
/** The widget looks for an outcome for half a minute. */
const WAIT_FOR_OUTCOME_MS = 15_000;

/** Lives through one visit as the widget would: the same keys on every repeat, and never a new card while one is unclear. */
export async function visitShop(api: ShopApi, sandbox: SandboxProcess, visit: Visit): Promise<Customer> {
  const diary: string[] = [];
  const order = {
    items: [{ productId: 'prod_mug', quantity: visit.quantity }],
    currency: visit.currency,
    requestKey: randomUUID(),
    customer: { email: visit.email },
  };
  const place = () => repeat(() => api.payments.create.mutate(order), visit.presses, diary);
  let created: Created | undefined;
  const end = (told: Told): Customer => ({
    visit,
    paymentId: created?.paymentId,
    told,
    diary,
    comeBack: async () => {
      await place();
    },
  });

  try {
    created = await place();
    if (visit.leaves === 'after ordering') return end('left');
    if (visit.settles !== 'at once') await settleLater(sandbox, created, visit);
    for (const card of visit.cards) {
      const told = await pay(api, sandbox, visit, created, card, diary);
      if (told !== 'declined') return end(told);
    }
    return end('declined');
  } catch (error) {
    diary.push(`gave up: ${error instanceof Error ? error.message : String(error)}`);
    return end('gave up');
  }
}

async function pay(
  api: ShopApi,
  sandbox: SandboxProcess,
  visit: Visit,
  { paymentId, paymentSecret, clientSecret }: Created,
  card: string,
  diary: string[],
): Promise<Told> {
  const token = await sandbox.stripe.testHelpers.confirmationTokens.create({ payment_method: card });
  const attempt = { paymentId, paymentSecret, confirmationTokenId: token.id };
  const confirm = () => api.payments.confirm.mutate(attempt);
  if (visit.leaves === 'while paying') {
    await confirm().catch(() => undefined);
    diary.push(`${card}: closed the page`);
    return 'left';
  }
  const confirmation = await repeat(confirm, visit.presses, diary);
  diary.push(`${card}: ${confirmation.kind}`);
  switch (confirmation.kind) {
    case 'succeeded':
      return 'paid';
    case 'declined':
    case 'canceled':
      return confirmation.kind;
    case 'processing':
      return outcome(api, { paymentId, paymentSecret }, diary);
    case 'requires_action': {
      if (visit.bank === 'is ignored') return 'left';
      await answerBank(sandbox, clientSecret, visit.bank);
      diary.push(`the bank ${visit.bank}`);
      if (visit.bank === 'refuses') return 'declined';
      return outcome(api, { paymentId, paymentSecret }, diary);
    }
  }
}

/** Asks for what became of a payment, as the widget does once the bank has been asked. */
async function outcome(
  api: ShopApi,
  own: { paymentId: string; paymentSecret: string },
  diary: string[],
): Promise<Told> {
  const told = await until('an outcome', WAIT_FOR_OUTCOME_MS, async (): Promise<Told | undefined> => {
    const view = await api.payments.get.query(own);
    if (view.status === 'succeeded') return 'paid';
    if (view.status === 'canceled') return 'canceled';
    return view.failure === null ? undefined : 'declined';
  }).catch((): Told => 'nothing yet');
  diary.push(`outcome: ${told}`);
  return told;
}

/** Repeats a call until its outcome is clear. A button pressed twice sends it twice at once; one answer is enough. */
async function repeat<T>(call: () => Promise<T>, presses: number, diary: string[]): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    const answers = await Promise.allSettled(Array.from({ length: presses }, call));
    const answered = answers.find((answer) => answer.status === 'fulfilled');
    if (answered !== undefined) return answered.value;
    const problems = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    const clear = problems.find((problem) => !isUnclear(problem));
    if (clear !== undefined || performance.now() > deadline) throw clear ?? problems[0];
    if (tries === 1) diary.push(`no clear answer: ${problems.map(codeOf).join(', ')}`);
    await pause(Math.min(100 * 2 ** tries, 2_000));
  }
}

/** The widget's rule: no answer, or an answer that says so, leaves the outcome open. */
function isUnclear(error: unknown): boolean {
  return ['no answer', 'stripe_unavailable', 'internal'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  const data: unknown = error instanceof TRPCClientError ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'appCode' in data ? String(data.appCode) : 'no answer';
}

async function settleLater({ control }: SandboxProcess, { clientSecret }: Created, { settles }: Visit): Promise<void> {
  await control('PUT', 'settlement', {
    intent: intentOf(clientSecret),
    outcome: settles === 'later' ? 'succeeded' : 'failed',
    delayMs: 1_000,
  });
}

/** Answers the bank's challenge with what the customer's browser has: the publishable key and the client secret. */
async function answerBank({ url }: SandboxProcess, clientSecret: string, bank: 'passes' | 'refuses'): Promise<void> {
  const headers = { authorization: `Bearer ${PUBLISHABLE_KEY}` };
  const secret = new URLSearchParams({ client_secret: clientSecret });
  const challenge = await until('the challenge', WAIT_FOR_OUTCOME_MS, async () => {
    const intent: { next_action?: { use_stripe_sdk?: { source?: string } } | null } = await fetch(
      `${url}/v1/payment_intents/${intentOf(clientSecret)}?${secret}`,
      { headers },
    ).then((response) => response.json());
    return intent.next_action?.use_stripe_sdk?.source;
  });
  const answer = bank === 'passes' ? 'complete' : 'fail';
  const response = await fetch(`${url}/v1/3ds2/${challenge}/${answer}`, { method: 'POST', headers, body: secret });
  if (!response.ok) throw new Error(`the bank did not take the answer: ${await response.text()}`);
}

function intentOf(clientSecret: string): string {
  return clientSecret.split('_secret_')[0] ?? '';
}
