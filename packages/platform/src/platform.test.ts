import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, createId, createLogger, createTestClock, isTimeZone, toPublicError } from './index.ts';

describe('ids', () => {
  it('say what they name and sort by the moment they were made', () => {
    const clock = createTestClock('2026-01-01T00:00:00Z');
    const ids = Array.from({ length: 50 }, () => {
      clock.advance(1);
      return createId('pay', clock);
    });
    expect(ids.every((id) => /^pay_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('errors', () => {
  it('tell what is ours to tell and hide the rest', () => {
    const known = new AppError('conflict', 'Already used.', { details: { key: 'taken' }, cause: new Error('row 7') });
    expect(toPublicError(known)).toEqual({
      code: 'conflict',
      message: 'Already used.',
      details: { key: 'taken' },
      httpStatus: 409,
    });
    const unknown = toPublicError(new Error('password=hunter2'));
    expect(unknown.code).toBe('internal');
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
  });
});

describe('logger', () => {
  function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
    let output = '';
    const destination = {
      write(line: string) {
        output += line;
      },
    };
    write(createLogger({ destination }));
    return output;
  }

  it.each([
    ['a key', 'sk_test_51Habcdef'],
    ['a webhook secret', 'whsec_abcDEF123'],
    ['a client secret', 'pi_123_secret_456'],
    ['an e-mail address', 'ada@example.com'],
    ['a card number', '4242 4242 4242 4242'],
  ])('hides %s in messages, fields and errors', (_, secret) => {
    const output = logged((logger) => {
      logger.info(`saw ${secret}`);
      logger.info({ nested: { list: [`saw ${secret}`] } }, 'fields');
      logger.error({ err: new Error(`failed for ${secret}`, { cause: new Error(secret) }) }, 'error');
    });
    expect(output).not.toContain(secret);
    expect(output.trim().split('\n')).toHaveLength(3);
  });

  it('hides what stands under a telling name, whatever its value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (value) => {
        const output = logged((logger) =>
          logger.info({ headers: { Authorization: value, cookie: value }, token: value }),
        );
        expect(JSON.parse(output)).toMatchObject({
          headers: { Authorization: '[redacted]', cookie: '[redacted]' },
          token: '[redacted]',
        });
      }),
    );
  });

  it('hides secrets of an error that is logged without a message of its own', () => {
    const output = logged((logger) => {
      logger.error({ err: new Error('refused sk_test_51Habcdef for ada@example.com') });
      logger.error(new Error('refused sk_test_51Habcdef for ada@example.com'));
    });
    expect(output).not.toMatch(/sk_test_|ada@/);
    expect(output.match(/"msg":"refused \[redacted\] for \[e-mail\]"/g)).toHaveLength(2);
  });

  it('hides what a child logger is bound to', () => {
    const output = logged((logger) =>
      logger.child({ email: 'ada@example.com', authorization: 'Bearer x' }).child({ requestId: 'req_1' }).info('hello'),
    );
    expect(JSON.parse(output)).toMatchObject({
      email: '[e-mail]',
      authorization: '[redacted]',
      requestId: 'req_1',
      msg: 'hello',
    });
  });

  it.each(['accessToken', 'refresh_token', 'x-api-key', 'clientSecret', 'Set-Cookie', 'stripe-signature'])(
    'knows %s for a secret',
    (name) => {
      expect(logged((logger) => logger.info({ [name]: 'opaque value' }))).not.toContain('opaque value');
    },
  );

  it('takes no timestamp for a card number', () => {
    expect(logged((logger) => logger.info('at 1764000000000'))).toContain('at 1764000000000');
  });

  it('keeps what helps: ids, codes and money', () => {
    const line: unknown = JSON.parse(
      logged((logger) => logger.info({ paymentId: 'pay_1', amount: 2400n }, 'captured')),
    );
    expect(line).toMatchObject({ paymentId: 'pay_1', amount: '2400', msg: 'captured' });
  });
});

describe('time zones', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta'])('%s names one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Mars/Base', '+02:00', '-0500', '02:00'])('"%s" names none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
