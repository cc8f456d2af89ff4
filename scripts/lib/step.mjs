import { spawn } from 'node:child_process';
import { root } from './paths.mjs';
import { passSignals } from './signals.mjs';

const STILL_MS = 10_000;

/**
 * Runs one step quietly: a line when it begins, a sign of life while it lasts, its output only if it fails.
 * Resolves with whether it went well. A signal ends the step, and then us.
 */
export async function runStep(label, command, args, { env, quiet = true, cwd = root }) {
  process.stdout.write(`${label}\n`);
  const began = Date.now();
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
  });
  const ended = passSignals(child);
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const alive = setInterval(
    () => process.stdout.write(`  still at it (${Math.round((Date.now() - began) / 1000)} s)\n`),
    STILL_MS,
  );
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', resolve);
  });
  clearInterval(alive);
  const signal = ended();
  if (signal !== undefined) process.kill(process.pid, signal);
  if (code !== 0) process.stderr.write(Buffer.concat(output));
  return code === 0;
}
