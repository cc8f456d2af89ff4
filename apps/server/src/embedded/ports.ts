import { createServer } from 'node:net';
import { OperatorError } from '@flashstudio/platform';
import type { Bound } from '../addresses.ts';
import type { Config } from '../env.ts';
import type { Listeners } from '../sites.ts';

/**
 * Tries whether we can listen there, before anything slow begins, and gives the address in numbers and the port that
 * this means: port 0 takes a free one, a name has an address. Throws an OperatorError when we cannot.
 */
export async function probePort(port: number, host: string, setting: string): Promise<Bound> {
  return new Promise<Bound>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new OperatorError(explain(cause, port, host, setting), { cause }));
    });
    probe.listen(port, host, () => {
      const bound = probe.address();
      probe.close(() => {
        if (bound === null || typeof bound === 'string') reject(new Error('a port has no address'));
        else resolve({ address: bound.address, port: bound.port });
      });
    });
  });
}

/** Tries all that the server is to listen at, as probePort does. */
export async function probeListeners({ port, host, adminListener }: Config): Promise<Listeners> {
  const [web, admin] = await Promise.all([
    probePort(port, host, 'PORT'),
    adminListener && probePort(adminListener.port, adminListener.address, 'ADMIN_PORT'),
  ]);
  return { web, admin };
}

function explain({ code, message }: NodeJS.ErrnoException, port: number, host: string, setting: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program: stop that program, or set ${setting} to another port.`;
    case 'EACCES':
      return `Port ${port} is for programs of root only: set ${setting} to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAFNOSUPPORT':
      return `${host} is no address of this machine (${code}): set HOST to one that is, or to 0.0.0.0 for all.`;
    default:
      return `Port ${port} of ${host} cannot be used (${code ?? message}): set ${setting} or HOST to another.`;
  }
}
