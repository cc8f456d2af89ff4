import { describe, expect, it } from 'vitest';
import { checkElementsOptions, type ElementsOptions, sessionParams } from './elements-options.ts';
import { IntegrationError } from './integration-error.ts';

describe('options of elements()', () => {
  it.each<[string, ElementsOptions]>([
    ['clientSecret and mode', { clientSecret: 'pi_1_secret_2', mode: 'payment' }],
    ['clientSecret', { clientSecret: 'pi_1' }],
    ['clientSecret', { clientSecret: 'cs_test_1_secret_2' }],
    ['mode', { mode: 'gift' }],
    ['currency', { mode: 'payment', amount: 100, currency: 'USD' }],
    ['currency', { mode: 'payment', amount: 100 }],
    ['amount', { mode: 'payment', currency: 'usd' }],
    ['amount', { mode: 'payment', currency: 'usd', amount: 10.5 }],
    ['amount', { mode: 'payment', currency: 'usd', amount: 0 }],
  ])('are refused naming %s', (named, options) => {
    expect(() => checkElementsOptions(options)).toThrow(IntegrationError);
    expect(() => checkElementsOptions(options)).toThrow(named);
  });

  it.each<[ElementsOptions, Record<string, string>]>([
    [{}, {}],
    [{ clientSecret: 'pi_1_secret_2' }, { type: 'payment_intent', client_secret: 'pi_1_secret_2' }],
    [
      { clientSecret: 'seti_1_secret_2', customerSessionClientSecret: 'cuss_secret_3' },
      { type: 'setup_intent', client_secret: 'seti_1_secret_2', customer_session_client_secret: 'cuss_secret_3' },
    ],
    [
      { mode: 'payment', amount: 2_000, currency: 'usd', setupFutureUsage: 'off_session', captureMethod: 'manual' },
      {
        type: 'deferred_intent',
        'deferred_intent[mode]': 'payment',
        'deferred_intent[amount]': '2000',
        'deferred_intent[currency]': 'usd',
        'deferred_intent[setup_future_usage]': 'off_session',
        'deferred_intent[capture_method]': 'manual',
      },
    ],
    [
      { mode: 'setup', setupFutureUsage: null },
      { type: 'deferred_intent', 'deferred_intent[mode]': 'setup' },
    ],
  ])('%j are asked for as %j', (options, params) => {
    expect(() => checkElementsOptions(options)).not.toThrow();
    expect(sessionParams(options)).toEqual(params);
  });
});
