import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/env.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const guide = await readFile(path.join(root, 'docs/operations.md'), 'utf8');

/** The sentences in the first column of a table of the guide. */
function sentencesUnder(heading: string): string[] {
  const [, section = ''] = guide.split(`\n### ${heading}\n`);
  const rows = (section.split('\n#')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, sentence = '']) => sentence),
  );
}

const production = {
  DATABASE_URL: 'postgresql://user:password@db/flash',
  PUBLIC_URL: 'https://pay.example.com',
  ADMIN_URL: 'https://admin.example.com',
  AUTH_SECRET: 'uHy9kZ2mQw7LrT4cXb1NvE6jPs8DfGa0',
  PAYMENT_SECRET_KEY: '7f3c9a1e5b2d8046c7e9f1a3b5d70862',
  STRIPE_SECRET_KEY: 'sk_live_51AbCdEf',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_51AbCdEf',
  STRIPE_WEBHOOK_SECRETS: 'whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0',
  SMTP_URL: 'smtps://user:password@smtp.example.com',
  MAIL_FROM: 'Example <receipts@example.com>',
};

/** Settings that are wrong, each in a way that the guide names. */
const WRONG: readonly NodeJS.ProcessEnv[] = [
  { ...production, AUTH_SECRET: '' },
  { STRIPE_SECRET_KEY: 'sk_live_51AbCdEf' },
  { ...production, PUBLIC_URL: 'http://pay.example.com' },
  { ...production, PUBLIC_URL: 'https://pay.example.com/path' },
  { ...production, ADMIN_URL: 'https://pay.example.com:8443' },
  { ...production, AUTH_SECRET: 'a'.repeat(40) },
  { ...production, AUTH_SECRET: production.PAYMENT_SECRET_KEY },
  { ...production, STRIPE_WEBHOOK_SECRETS: `${production.STRIPE_WEBHOOK_SECRETS},nonsense` },
  { ...production, STRIPE_WEBHOOK_SECRETS: `${production.STRIPE_WEBHOOK_SECRETS},` },
  { ...production, STRIPE_PUBLISHABLE_KEY: 'pk_test_51AbCdEf' },
  { ...production, STRIPE_API_URL: 'http://proxy.example.com' },
  { ...production, STRIPE_SCRIPT_URL: 'https://evil.example/stripe.js' },
  { ...production, SMTP_URL: 'mail.example.com' },
  { PORT: '5000', SANDBOX_PORT: '5000' },
  { HOST: 'fe80::1%eth0' },
  { ROLE: 'web' },
];

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** A sentence of the guide as a pattern; an ellipsis stands for anything. */
function patternOf(sentence: string): RegExp {
  return new RegExp(
    sentence
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );
}

describe('the guide to start-up errors', () => {
  it.each(sentencesUnder('Settings'))('says what is said of settings: %s', (sentence) => {
    expect(WRONG.flatMap(problemsOf).filter((problem) => patternOf(sentence).test(problem))).not.toEqual([]);
  });

  it.each(WRONG)('names what is said of %j', (env) => {
    const told = sentencesUnder('Settings').map(patternOf);
    for (const problem of problemsOf(env))
      expect(
        told.some((pattern) => pattern.test(problem)),
        problem,
      ).toBe(true);
    expect(problemsOf(env)).not.toEqual([]);
  });

  it.each(['The machine', 'The data folder (embedded)'])(
    'names no sentence of %s that nothing says',
    async (heading) => {
      const said = (await sources()).join('\n');
      const sentences = sentencesUnder(heading);
      expect(sentences.length).toBeGreaterThan(5);
      for (const part of sentences.flatMap((sentence) => sentence.split('…'))) expect(said).toContain(part.trim());
    },
  );
});

/** What the server and its scripts are written in. */
async function sources(): Promise<string[]> {
  const folders = ['apps/server/src', 'packages/db/src/embedded', 'packages/platform/src', 'scripts'];
  const files: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(path.join(root, folder), { recursive: true }))
      if (/\.(ts|mjs)$/.test(name)) files.push(path.join(root, folder, name));
  }
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}
