import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { typescriptProcess } from '@flashstudio/platform/testing';

/** A script as a process of its own. */
export interface FixtureProcess {
  readonly firstLine: string;
  readonly child: ChildProcess;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

const node = typescriptProcess();

/** Starts the script and waits for its first line. Rejects with what it wrote when it ends before. */
export async function startFixture(script: URL, ...args: readonly string[]): Promise<FixtureProcess> {
  const child = spawn(process.execPath, [...node.flags, fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...node.env },
  });
  const gone = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const firstLine = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error(`${script.href} ended: ${errors}`)));
  });
  return {
    firstLine,
    child,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
