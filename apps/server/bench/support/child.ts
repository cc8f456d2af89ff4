import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of this folder as a process of its own, spoken to by messages. */
export interface Child {
  /** Sends a message and waits for the next one that comes back. Rejects when the process ends instead. */
  ask<Answer>(message: unknown, isAnswer: (value: unknown) => value is Answer): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts `file`, a URL relative to this one; it speaks once it is ready. */
export async function startChild(file: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], { execArgv: ['--import', 'tsx'] });
  const gone = once(child, 'exit');
  await nextMessage(child);
  return {
    async ask(message, isAnswer) {
      const answered = nextMessage(child);
      child.send(Object(message));
      const answer = await answered;
      if (!isAnswer(answer)) throw new Error(`an answer of another kind: ${JSON.stringify(answer)}`);
      return answer;
    },
    async close() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
