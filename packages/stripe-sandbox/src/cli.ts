#!/usr/bin/env node
// Runs a sandbox on its own: `flashstudio-stripe-sandbox --port 4001 --persist stripe.jsonl`.
import { parseArgs } from 'node:util';
import { createStripeSandbox } from './sandbox.ts';

const USAGE = `Usage: flashstudio-stripe-sandbox [options]

  --port <number>      where to listen, 4001 by default; 0 takes a free one
  --host <address>     127.0.0.1 by default
  --persist <file>     keep everything in this file between starts
  --webhook <url>      send every event to this address
  --secret <whsec_…>   sign webhooks with this secret
  --help`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4001' },
      host: { type: 'string', default: '127.0.0.1' },
      persist: { type: 'string' },
      webhook: { type: 'string' },
      secret: { type: 'string', default: 'whsec_sandbox' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port ${values.port} is no port.`);
  if (values.webhook !== undefined && !URL.canParse(values.webhook))
    throw new Error(`--webhook ${values.webhook} is no URL.`);
  return values;
}

try {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
  } else {
    const sandbox = createStripeSandbox(options.persist === undefined ? {} : { persistTo: options.persist });
    const running = await sandbox.listen({ port: Number(options.port), host: options.host });
    if (options.webhook !== undefined)
      sandbox.control.ensureWebhookEndpoint({ url: options.webhook, secret: options.secret });
    console.log(`Stripe sandbox at ${running.url} with the keys sk_test_flashstudio and pk_test_flashstudio`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(
        signal,
        () =>
          void running
            .close()
            .then(() => sandbox.close())
            .then(() => process.exit(0)),
      );
    }
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
