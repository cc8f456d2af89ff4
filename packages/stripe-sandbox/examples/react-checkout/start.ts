import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import Stripe from 'stripe';
import { createStripeSandbox, type StripeSandbox } from '../../src/index.ts';
import { createShop } from './shop.ts';

export interface RunningExample {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly sandbox: StripeSandbox;
  /** The merchant's side, with the secret key. */
  readonly stripe: Stripe;
  close(): Promise<void>;
}

/** Starts a sandbox and the shop beside it, of another origin as Stripe is. A port of 0 is a free one. */
export async function startExample({ port = 0, sandboxPort = 0 } = {}): Promise<RunningExample> {
  const sandbox = createStripeSandbox();
  const running = await sandbox.listen({ port: sandboxPort });
  const stripe = new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' });
  const shop = createShop({
    stripe,
    publishableKey: 'pk_test_flashstudio',
    stripeJsUrl: `${running.url}/v3/stripe.js`,
  });
  const { server, info } = await new Promise<{ server: ReturnType<typeof serve>; info: AddressInfo }>((resolve) => {
    const started = serve({ fetch: shop.fetch, port, hostname: '127.0.0.1' }, (at) =>
      resolve({ server: started, info: at }),
    );
  });
  return {
    url: `http://127.0.0.1:${info.port}`,
    sandboxUrl: running.url,
    sandbox,
    stripe,
    async close() {
      await new Promise<void>((done) => {
        server.close(() => done());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await running.close();
      await sandbox.close();
    },
  };
}
