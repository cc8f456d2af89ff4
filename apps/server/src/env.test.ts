import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './env.ts';

const complete = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://pay.example.com/',
  DATABASE_URL: 'postgresql://user:password@db/flash',
  AUTH_SECRET: 'a'.repeat(32),
  PAYMENT_SECRET_KEY: 'b'.repeat(32),
  STRIPE_SECRET_KEY: 'sk_live_x',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_x',
  STRIPE_WEBHOOK_SECRETS: 'whsec_new, whsec_old',
};

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('configuration', () => {
  it('needs nothing to run embedded', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      publicUrl: 'http://localhost:4000',
      origins: ['http://localhost:4000', 'http://127.0.0.1:4000'],
      services: { kind: 'embedded' },
    });
  });

  it("takes an operator's services", () => {
    expect(readConfig(complete)).toMatchObject({
      publicUrl: 'https://pay.example.com',
      services: { kind: 'external', stripeWebhookSecrets: ['whsec_new', 'whsec_old'] },
    });
  });

  it('refuses production with a list of everything that is missing', () => {
    const problems = problemsOf({ NODE_ENV: 'production' }).join('\n');
    for (const name of [
      'PUBLIC_URL',
      'DATABASE_URL',
      'AUTH_SECRET',
      'PAYMENT_SECRET_KEY',
      'STRIPE_SECRET_KEY',
      'STRIPE_PUBLISHABLE_KEY',
      'STRIPE_WEBHOOK_SECRETS',
    ]) {
      expect(problems).toContain(name);
    }
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT'],
    [{ ROLE: 'boss' }, 'ROLE'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8, nginx' }, '"nginx" is none of these (TRUSTED_PROXIES)'],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, '"10.0.0.0/33" is none of these (TRUSTED_PROXIES)'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,' }, '"" is none of these (TRUSTED_PROXIES)'],
    [{ TRUSTED_PROXIES: '-1' }, '"-1" is none of these (TRUSTED_PROXIES)'],
    [{ REPORTING_TIME_ZONE: 'Mars/Base' }, 'REPORTING_TIME_ZONE'],
    [{ ...complete, AUTH_SECRET: 'short' }, 'AUTH_SECRET'],
    [{ ...complete, STRIPE_SECRET_KEY: 'pk_live_x' }, 'STRIPE_SECRET_KEY'],
    [{ ...complete, PUBLIC_URL: 'http://pay.example.com' }, 'PUBLIC_URL'],
  ])('names what is wrong in %j', (env, name) => {
    expect(problemsOf(env).join('\n')).toContain(name);
  });
});
