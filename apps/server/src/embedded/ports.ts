import { createServer } from 'node:net';
import { OperatorError } from '@flashstudio/platform';

/** Throws one clear sentence when somebody else listens on the port. Looked at before anything slow begins. */
export async function requireFreePort(port: number, host: string, setting: string): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'is in use by another program'
          : `cannot be used (${cause.code ?? cause.message})`;
      reject(
        new OperatorError(`Port ${port} ${why}: stop that program, or set ${setting} to another port.`, { cause }),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
