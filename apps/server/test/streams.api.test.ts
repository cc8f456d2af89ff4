import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalServer, type LocalServer } from './local-server.ts';

const PERSON = { email: 'ada@example.com', name: 'Ada', role: 'viewer', password: 'correct horse battery' };
const ORIGIN = 'http://localhost:4000';

let server: LocalServer;
beforeAll(async () => {
  server = await createLocalServer();
  await server.container.listener.start();
  await server.container.events.start();
});
afterAll(async () => {
  await server.container.events.stop();
  await server.container.listener.stop();
  await server.close();
});

/** Signs in and opens the stream of payments. */
async function openStream() {
  await server.container.auth.people.ensure(PERSON);
  const { email, password } = PERSON;
  const signedIn = await server.request(`${ORIGIN}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    body: JSON.stringify({ email, password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  const stream = await server.request(`${ORIGIN}/trpc/admin.payments.changes`, {
    headers: { cookie, accept: 'text/event-stream' },
  });
  expect(stream.status).toBe(200);
  return { cookie, stream };
}

describe('the live stream of somebody who is signed out', () => {
  it('ends within seconds, and does not open again', async () => {
    const { cookie, stream } = await openStream();
    const told = stream.text();
    await server.container.auth.people.disable(PERSON.email);
    expect(await told).toContain('event: connected');
    const again = await server.request(`${ORIGIN}/trpc/admin.session`, { headers: { cookie } });
    expect(again.status).toBe(401);
  }, 20_000);
});
