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

/** Begins a request and never ends it; resolves with what the server says when it has had enough. */
function send(beginning: string): Promise<string> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  socket.write(beginning);
  return text(socket);
}

describe('a request that does not arrive', () => {
  it.each([
    ['headers', 'POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    ['body', 'POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{'],
  ])(
    'with all of its %s within ten seconds is given up',
    async (_, beginning) => {
      expect(await send(beginning)).toMatch(/^HTTP\/1\.1 408 /);
    },
    20_000,
  );
});
