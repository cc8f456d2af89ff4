import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine's own address that nobody listens on now. Somebody else may take it before the caller does. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const closed = once(probe, 'close');
  probe.close();
  await closed;
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
