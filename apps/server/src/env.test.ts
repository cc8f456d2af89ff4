import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './env.ts';

const complete = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://pay.example.com/',
  ADMIN_URL: 'https://admin.example.com/',
  DATABASE_URL: 'postgresql://user:password@db/flash',
  AUTH_SECRET: 'uHy9kZ2mQw7LrT4cXb1NvE6jPs8DfGa0',
  PAYMENT_SECRET_KEY: '7f3c9a1e5b2d8046c7e9f1a3b5d70862',
  STRIPE_SECRET_KEY: 'sk_live_51AbCdEf',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_51AbCdEf',
  STRIPE_WEBHOOK_SECRETS: 'whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0, whsec_Zp3nRt8vBx5KcM2wQj7YhL1sDf6GaUe4',
  SMTP_URL: 'smtps://user:password@smtp.example.com',
  MAIL_FROM: 'Example <receipts@example.com>',
};
const testKeys = { STRIPE_SECRET_KEY: 'sk_test_51AbCdEf', STRIPE_PUBLISHABLE_KEY: 'pk_test_51AbCdEf' };

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing to run everything embedded', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      adminListener: { address: '127.0.0.1', port: 4002 },
      sites: { checkout: { url: 'http://127.0.0.1:4000' }, admin: { url: 'http://localhost:4002' } },
      services: { kind: 'embedded' },
    });
  });

  it("takes an operator's services", () => {
    expect(readConfig(complete)).toMatchObject({
      adminListener: undefined,
      sites: { checkout: { url: 'https://pay.example.com' }, admin: { url: 'https://admin.example.com' } },
      services: {
        kind: 'external',
        stripeWebhookSecrets: ['whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0', 'whsec_Zp3nRt8vBx5KcM2wQj7YhL1sDf6GaUe4'],
      },
    });
  });

  it('lists everything that is missing or wrong at once, each with its name and a way out', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: '70000',
      ROLE: 'boss',
      AUTH_SECRET: 'a'.repeat(40),
      STRIPE_WEBHOOK_SECRETS: ',',
    }).join('\n');
    for (const name of [
      'PORT',
      'ROLE',
      'PUBLIC_URL',
      'ADMIN_URL',
      'DATABASE_URL',
      'AUTH_SECRET',
      'PAYMENT_SECRET_KEY',
      'STRIPE_SECRET_KEY',
      'STRIPE_PUBLISHABLE_KEY',
      'STRIPE_WEBHOOK_SECRETS',
      'SMTP_URL',
      'MAIL_FROM',
    ]) {
      expect(problems).toContain(name);
    }
  });

  it('finds a relative data folder from the top of the project, wherever the server was started', () => {
    const { services } = readConfig({ DATA_DIR: 'some/folder' });
    expect(services).toMatchObject({ dataDir: path.resolve(import.meta.dirname, '../../../some/folder') });
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is a whole number'],
    [{ PORT: '-1' }, 'PORT is a whole number'],
    [{ PORT: '4e3' }, 'PORT is a whole number'],
    [{ PORT: '65536' }, 'PORT is at most 65535'],
    [{ DEMO_DAYS: '1.5' }, 'DEMO_DAYS is a whole number'],
    [{ PORT: '4001' }, 'PORT and SANDBOX_PORT are the same'],
    [{ PORT: '5000', SANDBOX_PORT: '5000' }, 'PORT and SANDBOX_PORT are the same'],
    [{ PORT: '4002' }, 'PORT and ADMIN_PORT are the same'],
    [{ ADMIN_PORT: '4001' }, 'ADMIN_PORT and SANDBOX_PORT are the same'],
    [{ HOST: 'fe80::1%eth0' }, 'HOST is an address'],
    [{ HOST: 'a b' }, 'HOST is an address'],
    [{ HOST: '1:2' }, 'HOST is an address'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8, nginx' }, '"nginx" is none of these'],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, '"10.0.0.0/33" is none of these'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,' }, '"" is none of these'],
    [{ TRUSTED_PROXIES: 'toString' }, '"toString" is none of these'],
    [{ TRUSTED_PROXIES: '-1' }, '"-1" is none of these'],
    [{ TRUSTED_PROXIES: 'toString' }, '"toString" is none of these'],
    [{ REPORTING_TIME_ZONE: '+02:00' }, 'REPORTING_TIME_ZONE'],
    [{ PAYMENT_CHECK_AFTER_SECONDS: '0' }, 'PAYMENT_CHECK_AFTER_SECONDS is at least 1'],
    [{ ATTEMPTS_PER_PAYMENT: '0' }, 'ATTEMPTS_PER_PAYMENT is at least 1'],
    [{ STREAMS_PER_SESSION: '0' }, 'STREAMS_PER_SESSION is at least 1'],
    [{ STREAMS_PER_ADDRESS: 'many' }, 'STREAMS_PER_ADDRESS is a whole number'],
    [{ ROLE: 'boss' }, 'ROLE is one of'],
    [{ ROLE: 'worker' }, 'ROLE=worker needs DATABASE_URL'],
    [{ REPORTING_TIME_ZONE: 'Mars/Base' }, 'REPORTING_TIME_ZONE'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'a@b.example\nBcc: c@d.example' }, 'MAIL_FROM'],
    [{ PUBLIC_URL: 'https://pay.example.com/path' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'ftp://pay.example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://name:password@pay.example.com' }, 'PUBLIC_URL'],
    [{ ADMIN_URL: 'https://admin.example.com/admin' }, 'ADMIN_URL'],
    [{ PUBLIC_URL: 'http://localhost:4000' }, 'PUBLIC_URL and ADMIN_URL are both at localhost'],
    [{ ADMIN_URL: 'http://127.0.0.1:4002' }, 'PUBLIC_URL and ADMIN_URL are both at 127.0.0.1'],
  ])('names what is wrong in %j', (env, sentence) => {
    expect(problemsOf(env).join('\n')).toContain(sentence);
  });
});

describe('where the server listens', () => {
  it('is what was bound, once that is known', () => {
    const config = readConfig(
      { PORT: '0', ADMIN_PORT: '0', HOST: 'localhost' },
      { web: { address: '::1', port: 5123 }, admin: { address: '127.0.0.1', port: 5124 } },
    );
    expect(config).toMatchObject({
      host: '::1',
      port: 5123,
      adminListener: { address: '127.0.0.1', port: 5124 },
      sites: { checkout: { url: 'http://[::1]:5123' }, admin: { url: 'http://localhost:5124' } },
    });
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['192.168.7.5', '127.0.0.1'],
    ['::1', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
  ])('with HOST=%s is %s for the embedded admin: this machine alone, unless HOST is everywhere', (HOST, address) => {
    expect(readConfig({ HOST }).adminListener?.address).toBe(address);
  });
});

describe('production', () => {
  it.each([
    ['NODE_ENV is production', { NODE_ENV: 'production' }],
    ['NODE_ENV is spelled otherwise', { NODE_ENV: 'Prod' }],
    ['NODE_ENV names another stage', { NODE_ENV: 'staging' }],
    ['only the database is set', { DATABASE_URL: complete.DATABASE_URL }],
    ['only a live key is set', { STRIPE_SECRET_KEY: complete.STRIPE_SECRET_KEY }],
    ['only a live publishable key is set', { STRIPE_PUBLISHABLE_KEY: complete.STRIPE_PUBLISHABLE_KEY }],
    ['only a secret of payments is set', { PAYMENT_SECRET_KEY: complete.PAYMENT_SECRET_KEY }],
    ['only secrets of webhooks are set', { STRIPE_WEBHOOK_SECRETS: complete.STRIPE_WEBHOOK_SECRETS }],
  ])('is meant, and no demo starts, when %s', (_, env) => {
    expect(problemsOf(env).join('\n')).toContain('SMTP_URL is missing');
  });

  it.each([undefined, '', 'development', 'test', 'production', 'staging'])(
    'has one set of rules whatever NODE_ENV says (%s)',
    (NODE_ENV) => {
      expect(problemsOf({ ...complete, NODE_ENV })).toEqual([]);
      const careless = {
        ...complete,
        NODE_ENV,
        PUBLIC_URL: 'http://pay.example.com',
        ADMIN_URL: 'http://admin.example.com',
        STRIPE_API_URL: 'http://proxy',
      };
      expect(problemsOf(careless)).toEqual([
        'PUBLIC_URL must be https: card payments would travel where others can read them',
        'ADMIN_URL must be https: passwords and sessions would travel where others can read them',
        'STRIPE_API_URL must be https with a live key: the key would travel where others can read it',
      ]);
    },
  );

  it.each(Object.keys(complete).filter((name) => name !== 'NODE_ENV'))('is refused without %s', (name) => {
    expect(problemsOf({ ...complete, [name]: '' }).join('\n')).toContain(`${name} is missing`);
    expect(problemsOf({ ...complete, [name]: '  ' }).join('\n')).toContain(`${name} is missing`);
  });

  it.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000', 'http://shop.localhost'])(
    'may be tried out without https on the machine itself: %s',
    (PUBLIC_URL) => {
      expect(problemsOf({ ...complete, PUBLIC_URL })).toEqual([]);
    },
  );

  it.each(['http://10.0.0.7', 'http://localhost.example.com', 'http://127.0.0.1.example.com', 'http://[fd00::1]'])(
    'is refused without https anywhere else: %s',
    (PUBLIC_URL) => {
      expect(problemsOf({ ...complete, PUBLIC_URL }).join('\n')).toContain('PUBLIC_URL must be https');
    },
  );

  it.each([
    ['the same address', 'https://pay.example.com'],
    ['another port of the same host', 'https://pay.example.com:8443'],
    ['the same host in other letters', 'https://PAY.example.com'],
  ])('is refused with one host for checkout and admin, which would share cookies and scripts: %s', (_, ADMIN_URL) => {
    expect(problemsOf({ ...complete, ADMIN_URL })).toEqual([
      'PUBLIC_URL and ADMIN_URL are both at pay.example.com: give the admin a host name of its own. Browsers keep cookies by name, not by port, so a script in the checkout could act as whoever is signed in',
    ]);
  });

  it('is told of one host for two together with all else that is wrong', () => {
    const problems = problemsOf({ ...complete, ADMIN_URL: complete.PUBLIC_URL, AUTH_SECRET: 'short', ROLE: 'boss' });
    for (const words of ['are both at pay.example.com', 'AUTH_SECRET needs', 'ROLE is one of'])
      expect(problems.join('\n')).toContain(words);
  });

  it.each([
    ['http://127.0.0.1:4000', 'http://localhost:4000'],
    ['https://example.com', 'https://admin.example.com'],
    ['https://pay.example.com', 'https://admin.internal.example'],
  ])('takes two names at one port: %s and %s', (PUBLIC_URL, ADMIN_URL) => {
    expect(problemsOf({ ...complete, PUBLIC_URL, ADMIN_URL })).toEqual([]);
  });

  it.each([
    ['http://smtp.example.com', 'SMTP_URL begins with'],
    ['smtp.example.com', 'SMTP_URL begins with'],
    ['smtp://', 'SMTP_URL begins with'],
  ])('is refused with the mail server %s', (SMTP_URL, sentence) => {
    expect(problemsOf({ ...complete, SMTP_URL }).join('\n')).toContain(sentence);
  });

  it('is refused with a database that is none', () => {
    expect(problemsOf({ ...complete, DATABASE_URL: 'mysql://db/flash' }).join()).toContain('not a PostgreSQL URL');
  });

  it.each([
    ['NODE_ENV', { NODE_ENV: 'staging' }],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: complete.STRIPE_SECRET_KEY }],
  ])('is said to be meant because of %s when the database is not set', (name, env) => {
    expect(problemsOf(env).join('\n')).toContain(`${name} is set, so this is production`);
  });
});

describe('secrets', () => {
  const secretsOf = (AUTH_SECRET: string, more: NodeJS.ProcessEnv = {}) =>
    problemsOf({ ...complete, AUTH_SECRET, ...more });

  it.each([
    ['31 characters', complete.AUTH_SECRET.slice(1), 'AUTH_SECRET needs at least 32 characters'],
    ['one letter', 'a'.repeat(64), 'AUTH_SECRET can be guessed'],
    ['few letters', 'abcdefgaebfcgdbeafcgdbeafcgdbaefcg', 'AUTH_SECRET can be guessed'],
    ['a word over and over', 'flashstudio'.repeat(4), 'AUTH_SECRET can be guessed'],
    ['a word over and over, cut off', 'flashstudio'.repeat(4).slice(0, 38), 'AUTH_SECRET can be guessed'],
    ['a row of digits', '0123456789'.repeat(4), 'AUTH_SECRET can be guessed'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789', 'AUTH_SECRET can be guessed'],
    ['the alphabet backwards', 'zyxwvutsrqponmlkjihgfedcba9876543210', 'AUTH_SECRET can be guessed'],
  ])('of %s are refused', (_, secret, sentence) => {
    expect(secretsOf(secret).join('\n')).toContain(sentence);
    expect(problemsOf({ ...complete, PAYMENT_SECRET_KEY: secret }).join('\n')).toContain(
      sentence.replace('AUTH_SECRET', 'PAYMENT_SECRET_KEY'),
    );
  });

  it.each([
    ['32 hexadecimal digits', '5d41402abc4b2a76b9719d911017c592'],
    ['base64', 'kJ8vX2mQw7LrT4cYb1NsE6jHu8DfGa0Zp3nRt8vBx5='],
    ['words', 'correct horse battery staple, and then some'],
  ])('made by chance or long enough are taken: %s', (_, secret) => {
    expect(secretsOf(secret)).toEqual([]);
  });

  it('that are the same are refused, whichever two they are', () => {
    expect(secretsOf(complete.PAYMENT_SECRET_KEY).join()).toContain('AUTH_SECRET and PAYMENT_SECRET_KEY are the same');
    const webhook = 'whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0';
    expect(secretsOf(webhook).join()).toContain('AUTH_SECRET and STRIPE_WEBHOOK_SECRETS are the same');
    expect(problemsOf({ ...complete, STRIPE_WEBHOOK_SECRETS: `${webhook},${webhook}` }).join()).toContain(
      'the same secret twice',
    );
  });

  it('are told in no problem', () => {
    const told = problemsOf({
      ...complete,
      AUTH_SECRET: 'hunter2-hunter2',
      PAYMENT_SECRET_KEY: 'hunter2-hunter2',
      STRIPE_SECRET_KEY: 'hunter2-hunter2',
      STRIPE_WEBHOOK_SECRETS: 'hunter2-hunter2',
      DATABASE_URL: 'hunter2-hunter2',
      SMTP_URL: 'hunter2-hunter2',
    }).join('\n');
    expect(told).not.toContain('hunter2');
    expect(told).toContain('AUTH_SECRET');
  });
});

describe('secrets of webhooks', () => {
  const good = 'whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0';
  const problemsWith = (STRIPE_WEBHOOK_SECRETS: string) =>
    problemsOf({ ...complete, STRIPE_WEBHOOK_SECRETS }).join('\n');

  it.each([
    [',', 'number 1, is empty'],
    [', ,', 'number 2, is empty'],
    [`${good},`, 'number 2, is empty'],
    [`,${good}`, 'number 1, is empty'],
    ['whsec_', 'STRIPE_WEBHOOK_SECRETS is none'],
    ['whsec_short', 'STRIPE_WEBHOOK_SECRETS is none'],
    [`${good},whsec_short`, 'number 2, is none'],
    [good.replace('whsec_', 'sk_live_'), 'STRIPE_WEBHOOK_SECRETS is none'],
    [`${good};${good}`, 'STRIPE_WEBHOOK_SECRETS is none'],
    [`${good}, ${good} extra`, 'number 2, is none'],
    [`whsec_${'a'.repeat(32)}`, 'STRIPE_WEBHOOK_SECRETS can be guessed'],
  ])('are looked at one by one: %j is refused', (list, sentence) => {
    expect(problemsWith(list)).toContain(sentence);
  });

  it('may be one, or several while one is rolled', () => {
    expect(problemsWith(good)).toBe('');
    expect(problemsWith(complete.STRIPE_WEBHOOK_SECRETS)).toBe('');
  });
});

describe("Stripe's keys and addresses", () => {
  const problemsWith = (changes: NodeJS.ProcessEnv) => problemsOf({ ...complete, ...changes }).join('\n');

  it.each([
    [
      'a publishable key in place of the secret one',
      { STRIPE_SECRET_KEY: 'pk_live_51AbCdEf' },
      'STRIPE_SECRET_KEY begins',
    ],
    [
      'a secret key in place of the publishable one',
      { STRIPE_PUBLISHABLE_KEY: 'sk_live_51AbCdEf' },
      'STRIPE_PUBLISHABLE_KEY begins',
    ],
    ['a key without a mode', { STRIPE_SECRET_KEY: 'sk_51AbCdEf' }, 'STRIPE_SECRET_KEY begins'],
    ['a key from an example', { STRIPE_SECRET_KEY: 'sk_live_…' }, 'STRIPE_SECRET_KEY begins'],
    [
      'a live secret and a test publishable key',
      { STRIPE_PUBLISHABLE_KEY: 'pk_test_51AbCdEf' },
      'a live key and STRIPE_PUBLISHABLE_KEY a test key',
    ],
    [
      'a test secret and a live publishable key',
      { STRIPE_SECRET_KEY: 'rk_test_51AbCdEf' },
      'a test key and STRIPE_PUBLISHABLE_KEY a live key',
    ],
    ['a live key sent in the open', { STRIPE_API_URL: 'http://127.0.0.1:4001' }, 'STRIPE_API_URL must be https'],
    [
      'an API address with a path',
      { STRIPE_API_URL: 'https://proxy.example.com/stripe' },
      'STRIPE_API_URL is an address',
    ],
    [
      'a script from elsewhere',
      { STRIPE_SCRIPT_URL: 'https://cdn.example.com/stripe.js' },
      'STRIPE_SCRIPT_URL must be at https://js.stripe.com',
    ],
    [
      'a script from elsewhere with test keys',
      { ...testKeys, STRIPE_SCRIPT_URL: 'https://cdn.example.com/stripe.js' },
      'STRIPE_SCRIPT_URL must be at https://js.stripe.com',
    ],
    [
      'a script from a host that only begins like Stripe’s',
      { STRIPE_SCRIPT_URL: 'https://js.stripe.com.example.com/v3' },
      'STRIPE_SCRIPT_URL must be at',
    ],
    ['Stripe’s script in the open', { STRIPE_SCRIPT_URL: 'http://js.stripe.com/v3' }, 'STRIPE_SCRIPT_URL must be at'],
    [
      'a script from elsewhere with a live key and another API',
      { STRIPE_API_URL: 'https://proxy.example.com', STRIPE_SCRIPT_URL: 'https://proxy.example.com/stripe.js' },
      'with a live key',
    ],
    ['a script that is no URL', { STRIPE_SCRIPT_URL: 'javascript:alert(1)' }, 'STRIPE_SCRIPT_URL'],
  ])('are refused: %s', (_, changes, sentence) => {
    expect(problemsWith(changes)).toContain(sentence);
  });

  it.each([
    ['test keys on a staging host', testKeys],
    ['a restricted key', { STRIPE_SECRET_KEY: 'rk_live_51AbCdEf' }],
    ['another version of Stripe’s script', { STRIPE_SCRIPT_URL: 'https://js.stripe.com/v3/' }],
    ['a proxy to Stripe under https', { STRIPE_API_URL: 'https://proxy.example.com' }],
    [
      'a sandbox with its own script',
      { ...testKeys, STRIPE_API_URL: 'http://sandbox:4001', STRIPE_SCRIPT_URL: 'http://sandbox:4001/v3/stripe.js' },
    ],
  ])('are taken: %s', (_, changes) => {
    expect(problemsWith(changes)).toBe('');
  });
});
