import { AppError, type AppErrorCode, createLogger } from '@flashstudio/platform';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { publicProcedure, type RequestContext, router } from '../src/index.ts';
import { procedureWithoutRule } from '../src/procedures.ts';

let output = '';
const logger = createLogger({
  destination: {
    write(line: string) {
      output += line;
    },
  },
});

const nobody = {
  client: { address: '203.0.113.7', group: '203.0.113.7' },
  sessions: { read: async () => null, watch: () => () => {} },
  cutOff() {},
  streams: { take: () => () => {} },
  shops: { identify: async () => Promise.reject(new Error('not asked in this test')) },
};

/** Serves one procedure that fails as told, and gives the answer as a browser gets it. */
async function answerOf(fail: () => unknown, input = '{}') {
  output = '';
  const api = router({
    act: publicProcedure.input(z.strictObject({ count: z.number().optional() })).query(() => {
      throw fail();
    }),
  });
  const response = await fetchRequestHandler({
    endpoint: '/trpc',
    req: new Request(`https://pay.example.com/trpc/act?input=${encodeURIComponent(input)}`),
    router: api,
    createContext: (): RequestContext => ({ requestId: 'req_1', headers: new Headers(), logger, ...nobody }),
  });
  const body: { error: { message: string; data: Record<string, unknown> } } = await response.json();
  return { status: response.status, message: body.error.message, ...body.error.data };
}

describe('a procedure that fails', () => {
  it.each<[AppErrorCode, number]>([
    ['invalid_input', 400],
    ['signature_invalid', 400],
    ['signature_stale', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['origin_not_allowed', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['payload_too_large', 413],
    ['unprocessable', 422],
    ['rate_limited', 429],
    ['internal', 500],
    ['stripe_unavailable', 502],
  ])('with the error %s answers with HTTP status %i, its words and the id of the request', async (code, status) => {
    const answer = await answerOf(() => new AppError(code, 'In so many words.', { details: { key: 'taken' } }));
    expect(answer).toMatchObject({
      status,
      message: 'In so many words.',
      appCode: code,
      details: { key: 'taken' },
      requestId: 'req_1',
    });
  });

  it('with an error of its own tells the caller nothing of it and logs all of it', async () => {
    const answer = await answerOf(() => new Error('row 7 of table users'));
    expect(answer).toMatchObject({ status: 500, appCode: 'internal', details: null });
    expect(JSON.stringify(answer)).not.toContain('row 7');
    expect(JSON.parse(output)).toMatchObject({
      msg: 'procedure failed',
      procedure: 'act',
      err: { message: 'row 7 of table users' },
    });
  });

  it('for what a caller may know is not logged as a failure of ours', async () => {
    await answerOf(() => new AppError('not_found', 'There is no such payment.'));
    expect(output).toBe('');
  });

  it('for its input names each field that is wrong', async () => {
    const answer = await answerOf(() => new Error('is never reached'), '{"count":"two"}');
    expect(answer).toMatchObject({ status: 400, appCode: 'invalid_input', details: { count: expect.any(String) } });
  });

  it.each([
    ['{"who":{"names":["Ada","\\u0000"]}}', 'who.names.1'],
    ['{"who":{"name":"\\ud800"}}', 'who.name'],
    ['{"who":{"\\u0000":1}}', 'who'],
    ['"\\u0000"', 'input'],
  ])('for text that no database holds names the field as well: %s', async (input, field) => {
    const answer = await answerOf(() => new Error('is never reached'), input);
    expect(answer).toMatchObject({ status: 400, appCode: 'invalid_input', details: { [field]: expect.any(String) } });
  });
});

it('a procedure of which nobody has said who may call it is refused, and the log tells of it', async () => {
  output = '';
  const api = router({ forgotten: procedureWithoutRule.query(() => 'secret') });
  const caller = api.createCaller({ requestId: 'req_1', headers: new Headers(), logger, ...nobody });
  await expect(caller.forgotten()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(JSON.parse(output)).toMatchObject({ msg: 'a procedure declares no access rule', procedure: 'forgotten' });
});
