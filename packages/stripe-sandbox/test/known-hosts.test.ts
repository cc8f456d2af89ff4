import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningSandbox, StripeSandbox } from '../src/index.ts';
import { createStripeSandbox } from './support/checked-sandbox.ts';

let sandbox: StripeSandbox;
let running: RunningSandbox;
beforeEach(async () => {
  sandbox = createStripeSandbox();
  running = await sandbox.listen({ host: '127.0.0.2', allowedHosts: ['Stripe-Sandbox'] });
});
afterEach(async () => {
  await running.close();
  await sandbox.close();
});

/** Asks the sandbox under a name, which fetch would choose itself. */
async function askAs(host: string, path: string) {
  const asked = request(`${running.url}${path}`, {
    headers: { host, authorization: 'Bearer sk_test_flashstudio' },
  }).end();
  const [answer]: IncomingMessage[] = await once(asked, 'response');
  if (answer === undefined) throw new Error('The sandbox did not answer.');
  return { status: answer.statusCode, body: await text(answer) };
}

describe('a request to the sandbox', () => {
  it.each(['/', '/_control/state', '/v1/customers', '/v3/stripe.js', '/nothing'])(
    'for %s under the name of another site is refused before anything else runs',
    async (path) => {
      for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:80', '127.0.0.3']) {
        const { status, body } = await askAs(host, path);
        expect(status).toBe(403);
        expect(body).toMatch(/^The sandbox does not answer at /);
      }
      expect(sandbox.control.requests.recent()).toEqual([]);
    },
  );

  it.each(['localhost:1', 'LOCALHOST', '127.0.0.1', '[::1]:9', 'shop.localhost', '127.0.0.2', 'stripe-sandbox:4001'])(
    'is served under %s: a name of the machine, the address listened at, or a name that was allowed',
    async (host) => expect(await askAs(host, '/_control/state')).toMatchObject({ status: 200 }),
  );
});
