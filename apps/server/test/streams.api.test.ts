import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_URL, createLocalServer, type LocalServer } from './local-server.ts';

const PERSON = { email: 'ada@example.com', name: 'Ada', role: 'analyst', password: 'correct horse battery' };

const LIMITS = { STREAMS_PER_SESSION: '2', STREAMS_PER_ADDRESS: '3' };

let server: LocalServer;
beforeAll(async () => {
  server = await createLocalServer({}, LIMITS);
  await server.container.listener.start();
  await server.container.events.start();
});
afterAll(async () => {
  await server.container.events.stop();
  await server.container.listener.stop();
  await server.close();
});

/** Signs in; gives the cookie. */
async function signIn(email = PERSON.email): Promise<string> {
  await server.container.auth.people.ensure({ ...PERSON, email }, BY_TEST);
  const signedIn = await server.request(`${ADMIN_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ADMIN_URL },
    body: JSON.stringify({ email, password: PERSON.password }),
  });
  return signedIn.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
}

/** Opens the stream of payments; `leave` is what a browser does whose page is closed. */
async function open(cookie: string, address?: string, input = '{}') {
  const gone = new AbortController();
  const stream = await server.request(
    `${ADMIN_URL}/trpc/admin.payments.changes?input=${encodeURIComponent(input)}`,
    { headers: { cookie, accept: 'text/event-stream' }, signal: gone.signal },
    address,
  );
  return { status: stream.status, stream, leave: () => gone.abort() };
}

describe('the live stream of somebody who is signed out', () => {
  it('ends within seconds, and does not open again', async () => {
    const cookie = await signIn();
    const { stream } = await open(cookie);
    expect(stream.status).toBe(200);
    const told = stream.text();
    await server.container.auth.people.disable(PERSON.email, { by: BY_TEST, reason: 'They left' });
    expect(await told).toContain('event: connected');
    const again = await server.request(`${ADMIN_URL}/trpc/admin.session`, { headers: { cookie } });
    expect(again.status).toBe(401);
  });
});

describe('live streams', () => {
  it('of one session beyond its limit are refused in words, and no other session is', async () => {
    const cookie = await signIn();
    const others = await signIn('eve@example.com');
    const streams = [await open(cookie), await open(cookie)];
    const refused = await open(cookie);
    expect(refused.status).toBe(429);
    expect(refused.stream.headers.get('retry-after')).toBe('30');
    expect(await refused.stream.text()).toContain('Too many pages of yours follow along at once');
    streams.push(await open(others));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { leave } of streams) leave();
  });

  it('of one address beyond its limit are refused in words, and those of another address are not', async () => {
    const cookies = [await signIn(), await signIn('eve@example.com')];
    const streams = [await open(cookies[0] ?? ''), await open(cookies[0] ?? ''), await open(cookies[1] ?? '')];
    const refused = await open(cookies[1] ?? '');
    expect(refused.status).toBe(429);
    expect(await refused.stream.text()).toContain('from your network');
    const elsewhere = await open(cookies[1] ?? '', '198.51.100.7');
    expect(elsewhere.status).toBe(200);
    for (const { leave } of [...streams, elsewhere]) leave();
  });

  it('give their place back when they end, in whatever way', async () => {
    const cookie = await signIn();
    const ways: readonly [string, (opened: Awaited<ReturnType<typeof open>>) => unknown][] = [
      ['its page is closed', ({ leave }) => leave()],
      ['its page is closed before anything is read', ({ stream, leave }) => [leave(), stream.body?.cancel()]],
      ['its reader cancels it', ({ stream }) => stream.body?.cancel()],
      [
        'it is read and left',
        async ({ stream, leave }) => {
          await stream.body?.getReader().read();
          leave();
        },
      ],
    ];
    for (const [way, end] of ways) {
      for (let round = 0; round < 4; round += 1) {
        const opened = await open(cookie);
        expect(opened.status, way).toBe(200);
        await end(opened);
      }
    }
    for (let round = 0; round < 4; round += 1) {
      const broken = await open(cookie, undefined, '{"lastEventId":"yesterday"}');
      expect(await broken.stream.text()).toContain('invalid_input');
    }
    const all = [await open(cookie), await open(cookie)];
    expect(all.map(({ status }) => status)).toEqual([200, 200]);
    for (const { leave } of all) leave();
  });

  it('that are refused to who is not signed in take no place', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { stream } = await open('');
      expect(await stream.text()).toContain('unauthenticated');
    }
    const { status, leave } = await open(await signIn());
    expect(status).toBe(200);
    leave();
  });
});
