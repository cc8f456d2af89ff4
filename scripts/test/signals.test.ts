import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const step = path.resolve(import.meta.dirname, '../lib/step.mjs');

/** A step that says its own number and then lasts. */
const SCRIPT = `
  import { runStep } from ${JSON.stringify(step)};
  await runStep('Working', process.execPath, ['-e', 'console.log("at work", process.pid); setInterval(() => {}, 1e6)'], { env: process.env, quiet: false });
  console.log('went on');
`;

describe('a step of a command', () => {
  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('is ended with the command by %s', async (signal) => {
    const command = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    command.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    while (!/at work \d+/.test(said)) await once(command.stdout, 'data');
    const worker = Number(/at work (\d+)/.exec(said)?.[1]);
    command.kill(signal);
    expect(await once(command, 'close')).toEqual([null, signal]);
    expect(() => process.kill(worker, 0)).toThrow('ESRCH');
    expect(said).not.toContain('went on');
  });
});
