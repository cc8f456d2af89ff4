import { CLIENT_IP_HEADER } from '@flashstudio/auth';
import { AppError } from '@flashstudio/platform';
import { invalidInput, requireStorable } from '@flashstudio/rpc';
import { z } from 'zod';
import type { Container } from '../container.ts';
import { limitBody } from './body-limit.ts';
import type { ClientReader } from './client.ts';
import type { ServerApp } from './server-app.ts';

const MAX_AUTH_BODY_BYTES = 16_000;
const password = z.string().max(200);

/** What the admin asks for, and no more: the library has a way to answer much else, and trusts what it is sent. */
const POSTS: Readonly<Record<string, z.ZodType>> = {
  '/api/auth/sign-in/email': z.object({
    email: z.string().max(254),
    password,
    rememberMe: z.boolean().optional(),
    callbackURL: z.string().max(2_000).optional(),
  }),
  '/api/auth/sign-out': z.object({}),
  '/api/auth/change-password': z.object({ currentPassword: password, newPassword: password }),
};

/** Serves sign-in. Bodies are read and checked here, so that the library meets nothing that it would choke on. */
export function mountAuth(app: ServerApp, { auth }: Container, clients: ClientReader): void {
  app.use('/api/auth/*', limitBody(MAX_AUTH_BODY_BYTES));
  app.get('/api/auth/get-session', (c) => auth.handler(c.req.raw));
  for (const [path, schema] of Object.entries(POSTS)) {
    app.post(path, async (c) => {
      const headers = new Headers(c.req.raw.headers);
      headers.set(CLIENT_IP_HEADER, clients.read(c).group);
      headers.delete('content-length');
      headers.set('content-type', 'application/json');
      const body = readBody(schema, c.req.header('content-type'), await c.req.text());
      return auth.handler(new Request(c.req.url, { method: 'POST', headers, body: JSON.stringify(body) }));
    });
  }
}

function readBody(schema: z.ZodType, type: string | undefined, text: string): unknown {
  const given = text === '' ? {} : parseJson(type, text);
  const { data, error } = schema.safeParse(given);
  if (error !== undefined) throw invalidInput(error);
  requireStorable(data);
  return data;
}

/** A form of another site cannot send JSON by its name. */
function parseJson(type: string | undefined, text: string): unknown {
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new AppError('invalid_input', 'Send JSON, and say so in Content-Type.');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { cause });
  }
}
