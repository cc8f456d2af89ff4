import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves: https://www.rfc-editor.org/rfc/rfc6335#section-6 and Linux's 32768 */
const LOWEST = 10_000;
const HIGHEST = 32_767;
const TRIES = 100;

/**
 * A port of this machine's own address that nobody listens on now, and that no connection is given by the system before
 * the caller takes it; a program that asks for this very port may. Throws when none was found.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await canListen(port)) return port;
  }
  throw new Error(`no port was free, of ${TRIES} that were tried`);
}

function canListen(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
