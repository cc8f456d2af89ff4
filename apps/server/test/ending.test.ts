import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { typescriptProcess } from '@flashstudio/platform/testing';
import { describe, expect, it, vi } from 'vitest';
import { createEnding, type Stoppable } from '../src/ending.ts';

const script = fileURLToPath(new URL('ending-process.ts', import.meta.url));
const node = typescriptProcess();

/** Reads what a process says; `upTo` resolves at a line that begins so. */
function listen(child: ChildProcess) {
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout ?? process.stdin });
  reader.on('line', (line) => lines.push(line));
  const upTo = async (start: string) => {
    while (!lines.some((line) => line.startsWith(start))) await once(reader, 'line');
  };
  return { lines, upTo };
}

function startProcess(...args: string[]) {
  const child = spawn(process.execPath, [...node.flags, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...node.env },
  });
  return { child, ...listen(child) };
}

describe('a process with parts to stop', () => {
  it.each(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const)(
    'stops them all, the last one first, at %s',
    async (signal) => {
      const { child, lines, upTo } = startProcess();
      await upTo('up');
      child.kill(signal);
      expect(await once(child, 'close')).toEqual([0, null]);
      expect(lines).toEqual(['up', `ending: ${signal}`, 'stopped the last', 'stopped the first']);
    },
  );

  it('stops them once when signals come again and again', async () => {
    const { child, lines, upTo } = startProcess();
    await upTo('up');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const) child.kill(signal);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(lines.filter((line) => line.startsWith('ending'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('stopped'))).toHaveLength(2);
  });

  it('stops them at an error that nobody caught, and says so with its exit code', async () => {
    const { child, lines } = startProcess('throwing');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(lines).toEqual(['up', 'ending: nobody caught this', 'stopped the last', 'stopped the first']);
  });

  it('stops the others when one fails, and says so with its exit code', async () => {
    const { child, lines, upTo } = startProcess('failing');
    await upTo('up');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(lines).toEqual([
      'up',
      'ending: SIGTERM',
      'stopped the last',
      'failed: Error: it does not want to',
      'stopped the first',
    ]);
  });

  it('stops them when the process that started it is gone', async () => {
    const child = fork(script, {
      execArgv: [...node.flags],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...node.env },
    });
    const { lines, upTo } = listen(child);
    await upTo('up');
    child.disconnect();
    const [[code]] = await Promise.all([once(child, 'exit'), upTo('stopped the first')]);
    expect(code).toBe(0);
    expect(lines).toContain('stopped the last');
  });

  it('stops them when nobody reads what it says any more', async () => {
    const { child, upTo } = startProcess();
    await upTo('up');
    child.stdout.destroy();
    child.kill('SIGHUP');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('the end of a process', () => {
  function prepare(withinMs?: number) {
    const exit = vi.fn<(code: number) => void>();
    const failed = vi.fn<(error: unknown) => void>();
    const over = new Promise<void>((resolve) => exit.mockImplementation(() => resolve()));
    return {
      exit,
      failed,
      over,
      ending: createEnding({ exit, failed, ...(withinMs === undefined ? {} : { withinMs }) }),
    };
  }

  it('goes on to the next part when one hangs', async () => {
    const { ending, exit, failed, over } = prepare(5);
    const stop = vi.fn<Stoppable['stop']>(async () => undefined);
    ending.add({ stop });
    ending.add({ stop: () => new Promise(() => undefined) });
    ending.begin(0);
    await over;
    expect(stop).toHaveBeenCalledOnce();
    expect(String(failed.mock.calls[0]?.[0])).toContain('did not stop within 5 ms');
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('lets nothing new be started once it has begun', async () => {
    const { ending, over } = prepare();
    ending.begin(0);
    expect(ending.signal.aborted).toBe(true);
    expect(() => ending.add({ stop: async () => undefined })).toThrow(/abort/i);
    await over;
  });

  it('keeps the exit code of the first reason', async () => {
    const { ending, exit, over } = prepare();
    ending.begin(1);
    ending.begin(0);
    await over;
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  });
});
