// The long form of the chaos test: `pnpm --filter @flashstudio/server chaos -- --payments 3000 --seed 42`.
import { parseArgs } from 'node:util';
import { stopSignal } from '../closing.ts';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  allowNegative: true,
  options: {
    payments: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    'at-once': { type: 'string', default: '12' },
    'settle-seconds': { type: 'string', default: '300' },
    'come-back': { type: 'boolean', default: true },
  },
});
const began = performance.now();
const say = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}`);
say(`seed ${values.seed}`);
const { differences, text } = await runChaos({
  seed: Number(values.seed),
  payments: Number(values.payments),
  atOnce: Number(values['at-once']),
  comeBack: values['come-back'],
  settleWithinMs: Number(values['settle-seconds']) * 1000,
  signal: stopSignal(),
  say,
});
say(`${text}\n${differences.length === 0 ? 'The books are equal.' : `${differences.length} differences.`}`);
process.exitCode = differences.length === 0 ? 0 : 1;
