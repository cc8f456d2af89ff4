import { createAuditTrail } from '@flashstudio/audit';
import { createAuth } from '@flashstudio/auth';
import { createLogger, systemClock, systemScheduler } from '@flashstudio/platform';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';
import { openShop, order, shopApi } from './shop.ts';

let world: World;
let cookie = '';
beforeAll(async () => {
  world = await createWorld();
  await openShop(world);
  await world.start();
  cookie = await signIn();
});
afterAll(() => world.close());

async function signIn(): Promise<string> {
  const person = { email: 'live@example.com', password: 'correct horse battery' };
  const auth = createAuth({
    db: world.database.db,
    clock: systemClock,
    secret: 'an auth secret for tests, long enough',
    adminUrl: world.adminUrl,
    scheduler: systemScheduler,
    logger: createLogger({ level: 'silent' }),
    audit: createAuditTrail({ clock: systemClock }),
  });
  await auth.people.ensure({ ...person, name: 'Live', role: 'analyst' }, BY_TEST);
  const response = await fetch(`${world.adminUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.adminUrl },
    body: JSON.stringify(person),
  });
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

interface Message {
  readonly id: string;
  readonly paymentId: string;
  readonly type: string;
}

/** Opens the stream as a browser does, after the last id it has seen. */
function openStream(lastEventId?: string) {
  const stop = new AbortController();
  const input = lastEventId === undefined ? {} : { lastEventId };
  const path = `/trpc/admin.payments.changes?input=${encodeURIComponent(JSON.stringify(input))}`;
  const messages = read();

  async function* read(): AsyncGenerator<Message> {
    const response = await fetch(`${world.adminUrl}${path}`, {
      headers: { cookie, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    if (response.body === null) throw new Error(`no stream: ${response.status}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        text = text.slice(end + 2);
        const id = fields.get('id');
        if (id !== undefined) yield { id, ...JSON.parse(fields.get('data') ?? '{}') };
      }
    }
  }
  return { messages, close: () => stop.abort() };
}

/** The messages about a payment until one of this type has come. */
async function collect(messages: AsyncGenerator<Message>, paymentId: string, until: string): Promise<Message[]> {
  const seen: Message[] = [];
  for (;;) {
    const { value, done } = await messages.next();
    if (done === true) throw new Error('the stream ended');
    if (value.paymentId !== paymentId) continue;
    seen.push(value);
    if (value.type === until) return seen;
  }
}

const create = () => shopApi(world).payments.create.mutate(order());

async function pay({ paymentId, paymentSecret }: { paymentId: string; paymentSecret: string }): Promise<void> {
  const token = await world.stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
  await shopApi(world).payments.confirm.mutate({ paymentId, paymentSecret, confirmationTokenId: token.id });
}

describe("the admin's live stream", () => {
  it('goes on after the last event that came, so that what happened while it was cut off is not missing', async () => {
    const first = openStream();
    const { value: now } = await first.messages.next();
    const payment = await create();
    const [seen] = await collect(first.messages, payment.paymentId, 'payment.created');
    first.close();
    expect([now?.id, seen?.id]).toEqual([expect.stringMatching(/^\d+-\d+$/), expect.stringMatching(/^\d+-\d+$/)]);

    await pay(payment);
    const second = openStream(seen?.id);
    const missed = await collect(second.messages, payment.paymentId, 'payment.captured');
    expect(missed.map(({ type }) => type)).toEqual([
      'payment.status_changed',
      'payment.attempt_started',
      'payment.attempt_succeeded',
      'payment.status_changed',
      'payment.captured',
    ]);
    second.close();
  });

  it('misses nothing either when it was cut off before anything happened', async () => {
    const first = openStream();
    const { value: now } = await first.messages.next();
    first.close();
    const payment = await create();
    const second = openStream(now?.id);
    expect(await collect(second.messages, payment.paymentId, 'payment.created')).toHaveLength(1);
    second.close();
  });

  it('goes on after the server was killed and started again', async () => {
    const payment = await create();
    const first = openStream('0-0');
    const [last] = (await collect(first.messages, payment.paymentId, 'payment.created')).slice(-1);
    first.close();
    await world.kill();
    await world.start();
    await pay(payment);
    const second = openStream(last?.id);
    const types = (await collect(second.messages, payment.paymentId, 'payment.captured')).map(({ type }) => type);
    expect(types).not.toContain('payment.created');
    expect(types.at(-1)).toBe('payment.captured');
    second.close();
  });

  it('refuses a place that no log has told', async () => {
    const input = encodeURIComponent(JSON.stringify({ lastEventId: 'yesterday' }));
    const response = await fetch(`${world.adminUrl}/trpc/admin.payments.changes?input=${input}`, {
      headers: { cookie, accept: 'text/event-stream' },
    });
    expect(await response.text()).toContain('invalid_input');
  });
});
