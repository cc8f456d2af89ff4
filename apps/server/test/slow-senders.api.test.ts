import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.start('web');
});
afterAll(() => world.close());

/** Begins a request and never ends it; `answer` is what the server says when it has had enough. */
function send(beginning: string): { readonly sent: Promise<void>; readonly answer: Promise<string> } {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  const sent = new Promise<void>((resolve) => socket.write(beginning, () => resolve()));
  return { sent, answer: text(socket) };
}

describe('six hundred requests that do not arrive', () => {
  it('keep nobody else from being answered', async () => {
    const beginnings = [
      'POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\n',
      'POST /trpc/payments.create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
    ];
    const slow = Array.from({ length: 600 }, (_, index) => send(beginnings[index % beginnings.length] ?? ''));
    await Promise.all(slow.map(({ sent }) => sent));
    let over = 0;
    const answers = slow.map(async ({ answer }) => {
      const said = await answer;
      over += 1;
      return said;
    });
    for (let asked = 0; asked < 50; asked += 1) {
      const response = await fetch(`${world.url}/health/ready`, { headers: { connection: 'close' } });
      expect(response.status).toBe(200);
    }
    expect(over, 'requests that were given up before the others were answered').toBeLessThan(600);
    for (const said of await Promise.all(answers)) expect(said).toMatch(/^HTTP\/1\.1 408 /);
  }, 60_000);
});

describe('a request that does not arrive', () => {
  it.each([
    ['headers', 'POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    ['body', 'POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{'],
  ])('with all of its %s within ten seconds is given up', async (_, beginning) => {
    expect(await send(beginning).answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});
