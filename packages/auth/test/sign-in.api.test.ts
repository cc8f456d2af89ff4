import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createLogger, createTestClock, createTestScheduler } from '@flashstudio/platform';
import { BY_TEST, createAuditRecorder } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Auth, createAuth } from '../src/index.ts';

const PERSON = { email: 'ada@example.com', password: 'correct horse battery' };
const PUBLIC = 'https://pay.example.com';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await authAt(PUBLIC).people.ensure({ ...PERSON, name: 'Ada', role: 'analyst' }, BY_TEST);
});
afterAll(() => database.drop());
beforeEach(() => database.db.rateLimit.deleteMany());

function authAt(adminUrl: string): Auth {
  // The sign-in library writes down when a session began by the machine's clock.
  const clock = createTestClock(new Date());
  return createAuth({
    db: database.db,
    clock,
    scheduler: createTestScheduler(clock),
    logger: createLogger({ level: 'silent' }),
    audit: createAuditRecorder(),
    secret: 'an auth secret for tests, long enough',
    adminUrl,
  });
}

function post(auth: Auth, at: string, path: string, body: unknown, address = '203.0.113.9') {
  return auth.handler(
    new Request(`${at}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: at },
      body: JSON.stringify(body),
    }),
    { client: { address, group: address }, requestId: 'req_door' },
  );
}

const signIn = (at: string) => post(authAt(at), at, '/sign-in/email', PERSON);

/** A cookie's name, and its attributes in lower case. */
function readCookie(answer: Response) {
  const [cookie = ''] = answer.headers.getSetCookie();
  const [pair = '', ...attributes] = cookie.split('; ');
  return { name: pair.slice(0, pair.indexOf('=')), attributes: attributes.map((one) => one.toLowerCase()).sort() };
}

describe('the cookie of a session', () => {
  it('goes over https alone, to no script and to no page of another site, and ends with the session', async () => {
    const { name, attributes } = readCookie(await signIn(PUBLIC));
    expect(name).toBe('__Host-flashstudio.session_token');
    expect(attributes).toEqual(['httponly', 'max-age=43200', 'path=/', 'samesite=lax', 'secure']);
  });

  it('is kept from scripts and other sites on a machine of one’s own too, where there is no https', async () => {
    const { name, attributes } = readCookie(await signIn('http://localhost:4000'));
    expect(name).toBe('flashstudio.session_token');
    expect(attributes).toEqual(['httponly', 'max-age=43200', 'path=/', 'samesite=lax']);
  });
});

describe('bad sign-ins', () => {
  it('are refused from the eleventh of a minute on, right password or not, and nobody else is', async () => {
    const auth = authAt(PUBLIC);
    const from = (address: string, password: string) =>
      post(auth, PUBLIC, '/sign-in/email', { ...PERSON, password }, address);
    for (let count = 0; count < 10; count += 1) expect((await from('203.0.113.7', 'a guess')).status).toBe(401);
    expect((await from('203.0.113.7', PERSON.password)).status).toBe(429);
    expect((await from('203.0.113.8', PERSON.password)).status).toBe(200);
  });
});
