import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { typescriptProcess } from '@flashstudio/platform/testing';

/** The server as `npm start` runs it, on a data folder of the test's. */
export interface EmbeddedProcess {
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Resolves when it has said this, so many times (once). Rejects when it ends before. */
  until(words: string, times?: number): Promise<void>;
  /** Resolves with its exit code when it is gone; null when a signal ended it. */
  readonly exit: Promise<number | null>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What to run, from the server's folder: the server itself, unless said otherwise. */
  readonly program?: string;
  /** What to run instead of the server itself, which is its last argument. */
  readonly wrapper?: (command: readonly string[]) => readonly [string, ...string[]];
}

const node = typescriptProcess();

/** What the server says when everything runs. */
export const READY = 'Ctrl-C stops everything';

const serverDir = path.resolve(import.meta.dirname, '..');

/** Starts it, on free ports and without demo payments, and does not wait. */
export function spawnEmbedded({
  dataDir,
  env,
  program = 'src/main.ts',
  wrapper = ([own = '', ...rest]) => [own, ...rest],
}: EmbeddedOptions) {
  const [command, ...args] = wrapper([process.execPath, ...node.flags, program]);
  const child = spawn(command, args, {
    cwd: serverDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...node.env,
      PATH: process.env.PATH,
      PORT: '0',
      ADMIN_PORT: '0',
      SANDBOX_PORT: '0',
      DEMO_DAYS: '0',
      DATA_DIR: dataDir,
      ...env,
    },
  });
  const exit = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  let output = '';
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);

  const running: EmbeddedProcess = {
    child,
    exit,
    said: () => output,
    until: (words, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.split(words).length > times) resolve();
        };
        waiting.add(look);
        void exit.then((code) => reject(new Error(`the server ended with ${code}: ${output}`)));
        look();
      }),
  };
  return running;
}

/** The secret key of the sandbox that belongs to a data folder. */
export async function sandboxKeyOf(dataDir: string): Promise<string> {
  const secrets: { stripeSecretKey: string } = JSON.parse(await readFile(path.join(dataDir, 'secrets.json'), 'utf8'));
  return secrets.stripeSecretKey;
}

/** The addresses it printed, by what is found there. */
export function addressesOf(said: string): { readonly admin: string; readonly shop: string; readonly sandbox: string } {
  const at = (name: string) => new RegExp(`${name} +(http\\S+)`).exec(said)?.[1] ?? '';
  return { admin: at('Admin'), shop: at('Shop demo'), sandbox: at('Sandbox') };
}
