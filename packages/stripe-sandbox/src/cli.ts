#!/usr/bin/env node
// Runs a sandbox on its own: `flashstudio-stripe-sandbox --port 4001 --persist stripe.jsonl`.
import { type CliOptions, readOptions, USAGE } from './cli-options.ts';
import { createStripeSandbox } from './sandbox.ts';

async function start(options: CliOptions): Promise<void> {
  const { accounts, persist } = options;
  const sandbox = createStripeSandbox({
    ...(persist === undefined ? {} : { persistTo: persist }),
    ...(accounts.length === 0 ? {} : { accounts }),
  });
  const running = await sandbox.listen({ port: options.port, host: options.host, allowedHosts: options.allowedHosts });
  const { control } = sandbox;
  if (options.webhook !== undefined) control.ensureWebhookEndpoint({ url: options.webhook, secret: options.secret });
  if (options.seed !== undefined) control.stress.reseed(options.seed);
  for (const preset of options.presets) control.stress.on(preset);

  const keys = accounts.length === 0 ? ['sk_test_flashstudio', 'pk_test_flashstudio'] : accounts.flatMap(keysOf);
  console.log(`Stripe sandbox at ${running.url} with the keys ${keys.join(', ')}`);
  const stop = () => void running.close().then(() => sandbox.close().then(() => process.exit(0)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

function keysOf({ secretKeys, publishableKeys }: CliOptions['accounts'][number]): string[] {
  return [...secretKeys, ...publishableKeys];
}

/** A message for whoever typed the command; a taken port is no reason to explain how the command is used. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return 'This port is taken: choose another with --port.';
  return `${error.message}\n\n${USAGE}`;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await start(options);
} catch (error) {
  console.error(told(error));
  process.exitCode = 2;
}
