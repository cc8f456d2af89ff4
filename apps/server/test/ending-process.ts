// A process with parts to stop, one of which fails. It ends as the server does; asked to, by an error that nobody caught.
import { createEnding, endInOrder } from '../src/ending.ts';

const ending = createEnding({
  exit: (code) => process.exit(code),
  failed: (error) => say(`failed: ${String(error)}`),
});
endInOrder(ending, (reason) => say(`ending: ${reason instanceof Error ? reason.message : reason}`));
ending.add({ stop: async () => say('stopped the first') });
if (process.argv.includes('failing')) ending.add({ stop: () => Promise.reject(new Error('it does not want to')) });
ending.add({ stop: () => new Promise((resolve) => setImmediate(resolve)).then(() => say('stopped the last')) });
setInterval(() => undefined, 1_000_000);
if (process.argv.includes('throwing')) setImmediate(() => Promise.reject(new Error('nobody caught this')));
say('up');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
