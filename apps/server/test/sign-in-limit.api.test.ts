import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';

/** Bad sign-ins that one address may make a minute. */
const ALLOWED = 10;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.database.db.rateLimit.deleteMany();
});

/** Tries a wrong password and tells the status: 401 for being wrong, 429 for having been wrong too often. */
async function trySignIn(headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${world.adminUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.adminUrl, ...headers },
    body: JSON.stringify({ email: 'boss@example.com', password: 'a wrong password' }),
  });
  await response.body?.cancel();
  return response.status;
}

const forwardedFor = (addresses: string) => trySignIn({ 'x-forwarded-for': addresses });

/** Uses up the tries of whoever `attempt` comes from. */
async function useUp(attempt: (index: number) => Promise<number>): Promise<void> {
  for (let index = 0; index < ALLOWED; index += 1) expect(await attempt(index)).toBe(401);
}

describe('bad sign-ins that come through a trusted proxy', () => {
  beforeAll(() => world.start('web', { TRUSTED_PROXIES: 'loopback' }));
  afterAll(() => world.kill());

  it('lock out the address they come from and nobody else', async () => {
    await useUp(() => forwardedFor('203.0.113.7'));
    expect(await forwardedFor('203.0.113.7')).toBe(429);
    expect(await forwardedFor('203.0.113.8')).toBe(401);
  });

  it('are counted as one when their sender claims another origin each time', async () => {
    await useUp((index) => forwardedFor(`198.51.100.${index}, 203.0.113.7`));
    expect(await forwardedFor('198.51.100.99, 203.0.113.7')).toBe(429);
  });

  it('are counted as one when their sender takes another address of the same IPv6 network each time', async () => {
    await useUp((index) => forwardedFor(`2001:db8:1:2::${index}`));
    expect(await forwardedFor('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await forwardedFor('2001:db8:1:3::1')).toBe(401);
  });

  it('are not told apart by the name under which the server passes the address on', async () => {
    const attempt = (index: number) =>
      trySignIn({ 'x-forwarded-for': '203.0.113.7', 'x-flash-client-ip': `198.51.100.${index}` });
    await useUp(attempt);
    expect(await attempt(99)).toBe(429);
  });
});

describe('bad sign-ins that come from somebody who is no trusted proxy', () => {
  beforeAll(() => world.start('web', { TRUSTED_PROXIES: '10.0.0.0/8' }));
  afterAll(() => world.kill());

  it('are counted as one whatever they say of whom they speak for', async () => {
    await useUp((index) => forwardedFor(`203.0.113.${index}`));
    expect(await forwardedFor('203.0.113.99')).toBe(429);
  });
});
