import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@flashstudio/db/testing';
import { createLogger, systemClock } from '@flashstudio/platform';
import { createContainer } from '../src/container.ts';
import { type ExternalServices, readConfig } from '../src/env.ts';
import { answerByName, createHttpApps } from '../src/http/app.ts';

const SERVICES: Omit<ExternalServices, 'databaseUrl'> = {
  kind: 'external',
  authSecret: 'an auth secret for tests, long enough',
  paymentSecretKey: 'a payment secret for tests, long enough',
  stripeSecretKey: 'sk_test_flashstudio',
  stripePublishableKey: 'pk_test_flashstudio',
  stripeWebhookSecrets: ['whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0'],
  stripeApiUrl: 'http://127.0.0.1:1',
  stripeScriptUrl: 'http://127.0.0.1:1/v3/stripe.js',
  smtpUrl: undefined,
};

/** Where its two hosts are found, as `npm start` has them. */
export const CHECKOUT_URL = 'http://127.0.0.1:4000';
export const ADMIN_URL = 'http://localhost:4002';

/** The pages of both hosts, as far as tests ask for them; the real ones may not be built yet. */
const PAGES = {
  'checkout/index.html': '<script src="/embed.js"></script>',
  'checkout/embed.js': 'embed()',
  'checkout/frame.html': '<p>frame</p>',
  'checkout/favicon.svg': '<svg/>',
  'admin/index.html': '<p>admin</p>',
  'admin/favicon.svg': '<svg/>',
};

async function writePages(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'flash-pages-'));
  for (const [name, content] of Object.entries(PAGES)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const DEMO_LOGIN = { email: 'admin@flashstudio.test', password: 'a demo password' };

/** The server's HTTP side with all its routes, those of the demo too within this process; Stripe cannot be reached. `env` sets what is not about services. */
export async function createLocalServer(services: Partial<ExternalServices> = {}, env: NodeJS.ProcessEnv = {}) {
  const database = await createTestDatabase();
  const container = createContainer({
    config: readConfig(env),
    services: { ...SERVICES, databaseUrl: database.connectionString, ...services },
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    demoLogin: DEMO_LOGIN,
  });
  const folder = await writePages();
  const pages = { checkout: `${folder}/checkout/`, admin: `${folder}/admin/` };
  const apps = createHttpApps(container, new AbortController().signal, pages);
  const answer = answerByName(apps, container.config.sites.admin);
  return {
    apps,
    container,
    database,
    /** Asks for a URL of one of the hosts, as a client at `address` does. */
    request: async (url: string, init: RequestInit = {}, address = '127.0.0.1'): Promise<Response> =>
      answer(new Request(url, init), { incoming: { socket: { remoteAddress: address } } }),
    async close() {
      await container.sql.close();
      await container.db.$disconnect();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

export type LocalServer = Awaited<ReturnType<typeof createLocalServer>>;

/** Every route of one of the hosts, with something in the place of its parameters. */
export function routesOf({ routes }: LocalServer['apps']['admin']): { method: string; path: string }[] {
  return routes
    .filter(({ path }) => path !== '/*')
    .flatMap(({ method, path }) =>
      (method === 'ALL' ? ['GET', 'POST'] : [method]).map((each) => ({
        method: each,
        path: path.replaceAll(/:\w+|\*/g, 'x'),
      })),
    );
}
