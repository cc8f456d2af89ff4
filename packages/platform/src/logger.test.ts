import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLogContext,
  createLogger,
  describeError,
  type Logger,
  runInLogContext,
  runWithLogContext,
} from './index.ts';

/** Everything that is written to a logger while `write` runs. */
function logged(write: (logger: Logger) => void): string {
  let output = '';
  const destination = {
    write(line: string) {
      output += line;
    },
  };
  write(createLogger({ destination }));
  return output;
}

describe('the logger', () => {
  it.each([
    ['a key', 'sk_test_51Habcdef'],
    ['a webhook secret', 'whsec_abcDEF123'],
    ['a client secret', 'pi_123_secret_456'],
    ["a webhook secret's part after a dash", 'whsec_abc-DEF_123'],
    ['a confirmation token', 'ctoken_1Q2w3E4r5T'],
    ['a key with words before it', 'old_sk_live_51Habcdef'],
    ['a header that signs in', 'Bearer abc.DEF-123~x/y='],
    ['a token of an address', 'https://a.example/reset?x=1&reset_token=abc%20def'],
    ['a secret of an address', '/checkout/frame?payment_secret=opaque'],
    ['the password of a database', 'postgresql://shop:open-sesame@db.example/x'],
    ['the password of a mail server', 'smtps://shop:open-sesame@smtp'],
    ['an e-mail address', 'ada@example.com'],
    ['an internationalised e-mail address', 'müller@bücher.example'],
    ['an e-mail address of letters alone that are not ours', '用户@例子。广告'],
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

  it('hides secrets of an error that is spelled out for a terminal, and keeps its stack and its causes', () => {
    const text = describeError(
      new Error('refused sk_test_51Habcdef', {
        cause: new Error('for ada@example.com', { cause: 'card 4242424242424242' }),
      }),
    );
    expect(text).toMatch(
      /^Error: refused \[redacted\]\n +at .+logger\.test\.ts[\s\S]+\nCaused by: Error: for \[e-mail\]\n +at [\s\S]+\nCaused by: card \[card number\]$/,
    );
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

  it.each([
    'accessToken',
    'refresh_token',
    'x-api-key',
    'clientSecret',
    'Set-Cookie',
    'stripe-signature',
    'secretKey',
    'webhookSecrets',
    'STRIPE_SECRET_KEY',
    'tokenOfReset',
    'new password 2',
    'passwordHash',
    'DATABASE_URL',
  ])('knows %s for a secret', (name) => {
    expect(logged((logger) => logger.info({ [name]: 'opaque value' }))).not.toContain('opaque value');
  });

  it.each(['a', '1', '4', 'a.', '@a', 'a@', 'a@a.', '?token', '://:', 'whsec_', '_secret_', 'Bearer ', '4 ', '&a-'])(
    'takes no longer over a text of 100,000 letters that repeats %j than over any other, and cuts it',
    (part) => {
      const text = part.repeat(Math.ceil(100_000 / part.length));
      const began = performance.now();
      const output = logged((logger) => logger.info({ path: text }, text));
      // Work that grew with the square of the text took minutes; a busy machine makes milliseconds into a second.
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(output.length).toBeLessThan(30_000);
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

describe('the context of a log line', () => {
  /** Collects the lines written, parsed. */
  function collect() {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger({ destination: { write: (line: string) => lines.push(JSON.parse(line)) } });
    return { lines, logger, line: (msg: string) => lines.find((one) => one.msg === msg) };
  }

  it('is on every line of a request, however deep and however late it is written', async () => {
    const { logger, line } = collect();
    const deep = async () => {
      await Promise.resolve();
      logger.info('deep');
    };
    await runWithLogContext({ requestId: 'req_1' }, async () => {
      logger.info('first');
      addLogContext({ paymentId: 'pay_1' });
      await deep();
    });
    logger.info('after');
    expect(line('first')).toMatchObject({ requestId: 'req_1' });
    expect(line('first')).not.toHaveProperty('paymentId');
    expect(line('deep')).toMatchObject({ requestId: 'req_1', paymentId: 'pay_1' });
    expect(line('after')).not.toHaveProperty('requestId');
  });

  it('never mixes two requests that are served at the same time', async () => {
    const { lines, logger } = collect();
    let arrived = 0;
    const bothAreIn = Promise.withResolvers<void>();
    const serve = (id: string) =>
      runWithLogContext({ requestId: `req_${id}` }, async () => {
        addLogContext({ paymentId: `pay_${id}` });
        arrived += 1;
        if (arrived === 2) bothAreIn.resolve();
        await bothAreIn.promise;
        logger.info(id);
      });
    await Promise.all([serve('a'), serve('b')]);
    expect(lines.map(({ msg, requestId, paymentId }) => ({ msg, requestId, paymentId }))).toEqual([
      { msg: 'a', requestId: 'req_a', paymentId: 'pay_a' },
      { msg: 'b', requestId: 'req_b', paymentId: 'pay_b' },
    ]);
  });

  it('of a part carries what its scope knows, and tells the scope what it learned', () => {
    const { logger, line } = collect();
    runWithLogContext({ requestId: 'req_1' }, () => {
      runInLogContext({ procedure: 'payments.confirm' }, () => {
        addLogContext({ paymentId: 'pay_1' });
        logger.info('part');
      });
      logger.info('whole');
    });
    expect(line('part')).toMatchObject({ requestId: 'req_1', procedure: 'payments.confirm', paymentId: 'pay_1' });
    expect(line('whole')).toMatchObject({ requestId: 'req_1', paymentId: 'pay_1' });
    expect(line('whole')).not.toHaveProperty('procedure');
  });

  it('of two parts stays apart, and their scope says "several" instead of naming one of them', () => {
    const { logger, line } = collect();
    runWithLogContext({ requestId: 'req_1' }, () => {
      for (const id of ['1', '2', '3']) {
        runInLogContext({ procedure: 'payments.get' }, () => {
          logger.info(`before ${id}`);
          addLogContext({ paymentId: `pay_${id}` });
          logger.info(id);
        });
      }
      logger.info('whole');
    });
    expect(line('before 2')).not.toHaveProperty('paymentId');
    expect(line('1')).toMatchObject({ paymentId: 'pay_1' });
    expect(line('2')).toMatchObject({ paymentId: 'pay_2' });
    expect(line('whole')).toMatchObject({ paymentId: 'several' });
  });

  it('of a part that asks Stripe twice names the last request, in the part and in its scope', () => {
    const { logger, line } = collect();
    runWithLogContext({ requestId: 'req_1' }, () => {
      runInLogContext({ procedure: 'payments.create' }, () => {
        addLogContext({ stripeRequestId: 'req_a' });
        addLogContext({ stripeRequestId: 'req_b' });
        logger.info('part');
      });
      logger.info('whole');
    });
    expect(line('part')).toMatchObject({ stripeRequestId: 'req_b' });
    expect(line('whole')).toMatchObject({ stripeRequestId: 'req_b' });
  });

  it("of background work that a request wakes is its own and not the request's", () => {
    const { logger, line } = collect();
    runWithLogContext({ requestId: 'req_1' }, () =>
      runWithLogContext({ job: 'mail.deliver' }, () => {
        addLogContext({ paymentId: 'pay_1' });
        logger.info('woken');
      }),
    );
    expect(line('woken')).toMatchObject({ job: 'mail.deliver', paymentId: 'pay_1' });
    expect(line('woken')).not.toHaveProperty('requestId');
  });

  it('gives way to what a line says itself and is redacted like it', () => {
    const { logger, line } = collect();
    runWithLogContext({ requestId: 'ada@example.com', paymentId: 'pay_1' }, () =>
      logger.info({ paymentId: 'pay_2' }, 'said'),
    );
    expect(line('said')).toMatchObject({ requestId: '[e-mail]', paymentId: 'pay_2' });
  });
});
