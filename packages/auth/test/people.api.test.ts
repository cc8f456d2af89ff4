import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import {
  createLogger,
  createTestClock,
  createTestScheduler,
  type TestClock,
  type TestScheduler,
} from '@flashstudio/platform';
import { type AuditRecorder, BY_TEST, createAuditRecorder } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Auth, createAuth } from '../src/index.ts';

const URL_ = 'http://localhost:4000';
const HOUR_MS = 3_600_000;
const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'another horse battery';
const BECAUSE = { by: BY_TEST, reason: 'As agreed' };
const ASKING = { client: { address: '203.0.113.9', group: '203.0.113.0' }, requestId: 'req_door' };

let database: TestDatabase;
let clock: TestClock;
let scheduler: TestScheduler;
let auth: Auth;
let audit: AuditRecorder;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.user.deleteMany();
  await database.db.rateLimit.deleteMany();
  // The sign-in library writes down when a session began by the machine's clock.
  clock = createTestClock(new Date());
  scheduler = createTestScheduler(clock);
  audit = createAuditRecorder();
  auth = authAt(URL_);
  await auth.people.ensure({ email: 'Ada@example.com', name: 'Ada', role: 'analyst', password: PASSWORD }, BY_TEST);
});

function authAt(adminUrl: string): Auth {
  return createAuth({
    db: database.db,
    clock,
    scheduler,
    logger: createLogger({ level: 'silent' }),
    audit,
    secret: 'an auth secret for tests, long enough',
    adminUrl,
    limits: { lifetimeMs: 12 * HOUR_MS, idleMs: HOUR_MS },
  });
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  auth.handler(
    new Request(`${URL_}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: URL_, ...headers },
      body: JSON.stringify(body),
    }),
    ASKING,
  );

/** Signs in and gives the headers of who is signed in so. */
async function signIn(password = PASSWORD): Promise<Headers> {
  const answer = await post('/sign-in/email', { email: 'ada@example.com', password });
  expect(answer.status).toBe(200);
  return cookieOf(answer);
}

function cookieOf(answer: Response): Headers {
  return new Headers({
    cookie: answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  });
}

const ensure = (changes: { role?: string; password?: string } = {}) =>
  auth.people.ensure(
    { email: 'ada@example.com', name: 'Ada', role: 'analyst', password: PASSWORD, ...changes },
    BY_TEST,
  );

describe('a session', () => {
  it('ends 12 hours after signing in, however much it is used', async () => {
    const headers = await signIn();
    for (let minutes = 0; minutes < 11 * 60 + 50; minutes += 50) {
      expect(await auth.sessions.read(headers), `after ${minutes} minutes`).not.toBeNull();
      clock.advance(50 * 60_000);
    }
    expect(await auth.sessions.read(headers)).toBeNull();
    expect(await database.db.session.count()).toBe(0);
  });

  it('ends after an hour in which nobody used it, for the sign-in routes as well', async () => {
    const headers = await signIn();
    clock.advance(HOUR_MS - 60_000);
    expect(await auth.sessions.read(headers)).not.toBeNull();
    clock.advance(HOUR_MS + 60_000);
    const answer = await auth.handler(new Request(`${URL_}/api/auth/get-session`, { headers }), ASKING);
    expect(await answer.json()).toBeNull();
    expect(await auth.sessions.read(headers)).toBeNull();
  });

  it('is not kept alive by a stream that looks whether it still holds', async () => {
    const headers = await signIn();
    let ended = 0;
    auth.sessions.watch(
      headers,
      () => true,
      () => (ended += 1),
    );
    for (let looks = 0; looks < HOUR_MS / 5_000 - 1; looks += 60) {
      clock.advance(5_000 * 59);
      scheduler.advance(5_000);
      await expect.poll(() => scheduler.waiting().length + ended).toBe(1);
    }
    clock.advance(60_000);
    scheduler.advance(5_000);
    await expect.poll(() => ended).toBe(1);
  });
});

describe('the address of a person', () => {
  it('is one by which that person can sign in, whatever way it was typed', async () => {
    await auth.people.ensure(
      { email: 'Eve@B\u00fccher.example', name: 'Eve', role: 'analyst', password: PASSWORD },
      BY_TEST,
    );
    const answer = await post('/sign-in/email', { email: 'eve@xn--bcher-kva.example', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(await auth.people.setRole('eve@b\u00fccher.example', 'admin', BECAUSE)).toBe(true);
    expect(await auth.people.remove('EVE@xn--bcher-kva.example', BECAUSE)).toBe(true);
  });

  it.each(['m\u00fcller@example.de', 'o/x@example.com', 'nobody'])(
    'is refused where sign-in would refuse it: %s',
    async (email) => {
      const made = auth.people.ensure({ email, name: 'Eve', role: 'analyst', password: PASSWORD }, BY_TEST);
      await expect(made).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining(email) });
      const answer = await post('/sign-in/email', { email, password: PASSWORD });
      expect(answer.status).toBe(400);
    },
  );
});

describe('a stream of who is signed in', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['is removed', () => auth.people.remove('ada@example.com', BECAUSE)],
    ['is disabled', () => auth.people.disable('ada@example.com', BECAUSE)],
    ['gets a new password', () => ensure({ password: NEW_PASSWORD })],
    ['gets another role', () => auth.people.setRole('ada@example.com', 'admin', BECAUSE)],
  ])('ends within seconds when that person %s', async (_, change) => {
    const headers = await signIn();
    let ended = 0;
    auth.sessions.watch(
      headers,
      ({ user }) => user.role === 'analyst',
      () => (ended += 1),
    );
    scheduler.advance(5_000);
    await expect.poll(() => scheduler.waiting()).toEqual([5_000]);
    expect(ended).toBe(0);
    await change();
    scheduler.advance(5_000);
    await expect.poll(() => ended).toBe(1);
    expect(scheduler.waiting()).toEqual([]);
  });

  it('is looked after no more once it is over', async () => {
    const stop = auth.sessions.watch(
      await signIn(),
      () => true,
      () => expect.fail('it is over already'),
    );
    stop();
    expect(scheduler.waiting()).toEqual([]);
  });
});

describe('setting a password', () => {
  it('ends every session and leaves the role as it is', async () => {
    const headers = await signIn();
    expect(await ensure({ role: 'admin', password: NEW_PASSWORD })).toBe('changed');
    expect(await auth.sessions.read(headers)).toBeNull();
    expect((await auth.sessions.read(await signIn(NEW_PASSWORD)))?.user.role).toBe('analyst');
  });

  it('to the same one ends none', async () => {
    const headers = await signIn();
    await ensure();
    expect(await auth.sessions.read(headers)).not.toBeNull();
  });

  it('by the person ends all other sessions, even if they ask to keep them', async () => {
    const [here, elsewhere] = [await signIn(), await signIn()];
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD, revokeOtherSessions: false };
    const answer = await post('/change-password', body, { cookie: here.get('cookie') ?? '' });
    expect(answer.status).toBe(200);
    expect(await auth.sessions.read(elsewhere)).toBeNull();
    expect(await auth.sessions.read(here)).toBeNull();
    expect(await auth.sessions.read(cookieOf(answer))).not.toBeNull();
  });

  it('by the person is refused when it is short, and the old one goes on', async () => {
    const headers = await signIn();
    const body = { currentPassword: PASSWORD, newPassword: 'nine char' };
    expect((await post('/change-password', body, { cookie: headers.get('cookie') ?? '' })).status).toBe(400);
    expect(await auth.sessions.read(headers)).not.toBeNull();
    expect(await auth.sessions.read(await signIn())).not.toBeNull();
  });

  it('is refused when it is short, and when the role of a new person is none', async () => {
    await expect(ensure({ password: 'short' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(ensure({ role: 'boss' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(auth.people.setRole('ada@example.com', 'toString', BECAUSE)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('a person', () => {
  it('cannot sign up', async () => {
    const answer = await post('/sign-up/email', { email: 'eve@example.com', name: 'Eve', password: PASSWORD });
    expect(answer.status).toBe(400);
    expect(await database.db.user.count({ where: { email: 'eve@example.com' } })).toBe(0);
  });

  it('cannot give themselves a role', async () => {
    const headers = await signIn();
    const answer = await post('/update-user', { name: 'Ada', role: 'admin' }, { cookie: headers.get('cookie') ?? '' });
    expect(answer.status).toBe(400);
    expect((await auth.sessions.read(headers))?.user.role).toBe('analyst');
  });

  it('who is removed is signed out, and cannot sign in', async () => {
    const headers = await signIn();
    expect(await auth.people.remove('ADA@example.com', BECAUSE)).toBe(true);
    expect(await auth.sessions.read(headers)).toBeNull();
    expect((await post('/sign-in/email', { email: 'ada@example.com', password: PASSWORD })).status).toBe(401);
    expect(await auth.people.list()).toEqual([]);
  });

  it('who is disabled cannot sign in until a password is set', async () => {
    expect(await auth.people.disable('ADA@example.com', BECAUSE)).toBe(true);
    expect((await post('/sign-in/email', { email: 'ada@example.com', password: PASSWORD })).status).toBe(401);
    expect(await auth.people.list()).toEqual([
      { email: 'ada@example.com', name: 'Ada', role: 'analyst', active: false },
    ]);
    await ensure();
    expect(await auth.sessions.read(await signIn())).not.toBeNull();
  });

  it('who is not known cannot be changed', async () => {
    const { people } = auth;
    expect(await people.disable('eve@example.com', BECAUSE)).toBe(false);
    expect(await people.remove('eve@example.com', BECAUSE)).toBe(false);
    expect(await people.setRole('eve@example.com', 'admin', BECAUSE)).toBe(false);
  });
});

describe('the last owner who can sign in', () => {
  const add = (name: string, role: string) =>
    auth.people.ensure({ email: `${name}@example.com`, name, role, password: PASSWORD }, BY_TEST);
  const owners = async () => (await auth.people.list()).filter(({ role, active }) => role === 'owner' && active);
  beforeEach(async () => {
    await add('olga', 'owner');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['demoted', () => auth.people.setRole('OLGA@example.com', 'admin', BECAUSE)],
    ['disabled', () => auth.people.disable('olga@example.com', BECAUSE)],
    ['removed', () => auth.people.remove('olga@example.com', BECAUSE)],
  ])('is not %s', async (_, take) => {
    await add('otto', 'owner');
    await auth.people.disable('otto@example.com', BECAUSE);
    await expect(take()).rejects.toMatchObject({ code: 'conflict' });
    expect(await owners()).toMatchObject([{ email: 'olga@example.com' }]);
  });

  it('may go once there is another one', async () => {
    await auth.people.setRole('ada@example.com', 'owner', BECAUSE);
    expect(await auth.people.setRole('olga@example.com', 'support', BECAUSE)).toBe(true);
    expect(await owners()).toMatchObject([{ email: 'ada@example.com' }]);
  });

  it('stays when two owners take the role from each other at the same moment', async () => {
    await add('otto', 'owner');
    const taken = await Promise.allSettled([
      auth.people.setRole('olga@example.com', 'admin', BECAUSE),
      auth.people.remove('otto@example.com', BECAUSE),
    ]);
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owners()).toHaveLength(1);
  });

  it('is no hindrance to others, nor to being made an owner again', async () => {
    expect(await auth.people.setRole('olga@example.com', 'owner', BECAUSE)).toBe(true);
    expect(await auth.people.setRole('ada@example.com', 'support', BECAUSE)).toBe(true);
    expect(await auth.people.remove('ada@example.com', BECAUSE)).toBe(true);
  });
});

describe('the audit', () => {
  /** What it is told from now on. */
  const told = async (work: () => Promise<unknown>) => {
    audit.entries.length = 0;
    await work();
    return audit.entries;
  };
  const ada = () => database.db.user.findUniqueOrThrow({ where: { email: 'ada@example.com' } });
  const state = { email: 'ada@example.com', name: 'Ada' };

  it('is told who gave and took a role, the door, and all there was, and why', async () => {
    const { id: subjectId } = await ada();
    const common = { subjectId, reason: 'As agreed', origin: BY_TEST };
    const entries = await told(async () => {
      await auth.people.setRole('ada@example.com', 'support', BECAUSE);
      await auth.people.setRole('ada@example.com', 'support', BECAUSE);
      await auth.people.disable('ada@example.com', BECAUSE);
      await auth.people.disable('ada@example.com', BECAUSE);
      await auth.people.remove('ada@example.com', BECAUSE);
      await auth.people.remove('ada@example.com', BECAUSE);
    });
    const support = { ...state, role: 'support' };
    expect(entries).toEqual([
      { ...common, action: 'person.role_changed', before: { ...state, role: 'analyst' }, after: support },
      {
        ...common,
        action: 'person.disabled',
        before: { ...support, active: true },
        after: { ...support, active: false },
      },
      { ...common, action: 'person.removed', before: support, after: null },
    ]);
  });

  it('is told of somebody new, of a new name and of a new password, and of nothing where nothing is new', async () => {
    const entries = await told(async () => {
      await auth.people.ensure({ email: 'eve@example.com', name: 'Eve', role: 'admin', password: PASSWORD }, BY_TEST);
      await ensure();
      await ensure({ password: NEW_PASSWORD });
      await auth.people.ensure(
        { email: 'ada@example.com', name: 'Ada Berg', role: 'analyst', password: NEW_PASSWORD },
        BY_TEST,
      );
    });
    expect(entries).toMatchObject([
      { action: 'person.added', after: { email: 'eve@example.com', name: 'Eve', role: 'admin' }, origin: BY_TEST },
      { action: 'person.password_set', after: { email: 'ada@example.com' } },
      { action: 'person.renamed', before: { name: 'Ada' }, after: { name: 'Ada Berg' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('battery');
  });

  it.each(['', ' \n', 'x'.repeat(501)])('has nothing taken from anybody for the reason %j', async (reason) => {
    const because = { by: BY_TEST, reason };
    const refused = { code: 'invalid_input', details: { reason: expect.any(String) } };
    await expect(auth.people.setRole('ada@example.com', 'admin', because)).rejects.toMatchObject(refused);
    await expect(auth.people.disable('ada@example.com', because)).rejects.toMatchObject(refused);
    await expect(auth.people.remove('ada@example.com', because)).rejects.toMatchObject(refused);
    expect(await auth.people.list()).toEqual([{ ...state, role: 'analyst', active: true }]);
  });

  it('is told who signed in and out and changed their password, from where and by which request', async () => {
    const { id } = await ada();
    const origin = {
      actor: { kind: 'person', id, name: 'ada@example.com' },
      address: '203.0.113.9',
      requestId: 'req_door',
    };
    const entries = await told(async () => {
      const headers = await signIn();
      const cookie = headers.get('cookie') ?? '';
      const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
      const changed = await post('/change-password', body, { cookie });
      await post('/sign-out', {}, { cookie: cookieOf(changed).get('cookie') ?? '' });
      await post('/sign-out', {});
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'person.signed_in',
      'person.password_set',
      'person.signed_out',
    ]);
    for (const entry of entries) expect(entry).toMatchObject({ subjectId: id, origin });
  });

  it('is told of a wrong password once an hour, with a count of the others, and of all that is left when they sign in', async () => {
    const { id } = await ada();
    const tries = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        await database.db.rateLimit.deleteMany();
        expect((await post('/sign-in/email', { email: 'ADA@example.com', password: 'wrong' })).status).toBe(401);
      }
    };
    const counted = () => database.db.signInFailures.findUnique({ where: { userId: id } });
    const entries = await told(async () => {
      await tries(3);
      await expect.poll(counted).toMatchObject({ tries: 3 });
      clock.advance(HOUR_MS);
      await tries(2);
      await expect.poll(counted).toMatchObject({ tries: 2, lastAddress: '203.0.113.9' });
      await signIn();
    });
    const refused = {
      action: 'person.sign_in_refused',
      subjectId: id,
      origin: { actor: { kind: 'anonymous' }, address: '203.0.113.9', requestId: 'req_door' },
    };
    expect(entries).toMatchObject([
      { ...refused, after: { email: 'ada@example.com' } },
      { ...refused, after: { email: 'ada@example.com', triesNotRecorded: 2 } },
      { action: 'person.signed_in', after: { triesNotRecorded: 1, lastTryFrom: '203.0.113.9' } },
    ]);
    expect(await counted()).toBeNull();
  });

  it('is told nothing of tries for an address that nobody has, and nothing is kept of them', async () => {
    const entries = await told(async () => {
      expect((await post('/sign-in/email', { email: 'nobody@example.com', password: 'wrong' })).status).toBe(401);
      await signIn();
    });
    expect(entries.map(({ action }) => action)).toEqual(['person.signed_in']);
    expect(await database.db.signInFailures.count()).toBe(0);
  });
});

describe('the cookie of a session', () => {
  const SECURE_URL = 'https://admin.example.com';

  /** Signs in where the admin is reached by https. */
  async function signInSecurely(origin: string) {
    const secure = authAt(SECURE_URL);
    const answer = await secure.handler(
      new Request(`${SECURE_URL}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie: 'a=b' },
        body: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
      }),
      ASKING,
    );
    return { secure, answer };
  }

  it('is bound to its host under https, by its name and by what it does not say', async () => {
    const { secure, answer } = await signInSecurely(SECURE_URL);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-flashstudio\.[^;]+;/);
      expect(cookie).toMatch(/; Path=\/(;|$)/);
      expect(cookie).toMatch(/; Secure(;|$)/);
      expect(cookie).toMatch(/; HttpOnly(;|$)/);
      expect(cookie).not.toMatch(/domain/i);
    }
    expect((await secure.sessions.read(cookieOf(answer)))?.user.email).toBe('ada@example.com');
  });

  it('is worth nothing under the name it had before, nor under that of http', async () => {
    const { secure, answer } = await signInSecurely(SECURE_URL);
    const cookie = cookieOf(answer).get('cookie') ?? '';
    for (const former of ['__Secure-flashstudio', 'flashstudio']) {
      const renamed = new Headers({ cookie: cookie.replaceAll('__Host-flashstudio', former) });
      expect(await secure.sessions.read(renamed)).toBeNull();
    }
  });

  it('is given to no page of another host, be it of the same domain', async () => {
    const { answer } = await signInSecurely('https://pay.example.com');
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});
