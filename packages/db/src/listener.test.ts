import { once } from 'node:events';
import { createServer } from 'node:net';
import { createLogger } from '@flashstudio/platform';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createListener } from './listener.ts';

// Only the waits between tries are faked: the network is real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('a listener does not go on trying behind the back of whoever was told that its first connection failed', async () => {
  let tries = 0;
  const server = createServer((socket) => {
    tries += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const listener = createListener({
    connectionString: `postgres://a:b@127.0.0.1:${address.port}/x`,
    logger: createLogger({ level: 'silent' }),
  });
  await expect(listener.start()).rejects.toThrow(/terminated|ECONNRESET/);
  expect(vi.getTimerCount()).toBe(0);
  expect(tries).toBe(1);
  await listener.stop();
  server.close();
});
