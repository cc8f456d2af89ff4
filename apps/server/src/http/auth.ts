import type { Asking } from '@flashstudio/auth';
import { AppError } from '@flashstudio/platform';
import { type AccessRule, invalidInput, PUBLIC, requireStorable } from '@flashstudio/rpc';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Container } from '../container.ts';
import { limitBody } from './body-limit.ts';
import type { ClientReader } from './client.ts';
import type { Routes } from './routes.ts';
import type { ServerEnv } from './server-app.ts';

const MAX_AUTH_BODY_BYTES = 16_000;
const password = z.string().max(200);

interface Post {
  readonly rule: AccessRule;
  readonly body: z.ZodType;
}

/** What the admin asks for, and no more: the library has a way to answer much else, and trusts what it is sent. */
const POSTS: Readonly<Record<string, Post>> = {
  '/api/auth/sign-in/email': {
    rule: PUBLIC,
    body: z.object({
      email: z.string().max(254),
      password,
      rememberMe: z.boolean().optional(),
      callbackURL: z.string().max(2_000).optional(),
    }),
  },
  // Whose session is over already wants to be signed out all the same.
  '/api/auth/sign-out': { rule: PUBLIC, body: z.object({}) },
  '/api/auth/change-password': {
    rule: { kind: 'signed_in' },
    body: z.object({ currentPassword: password, newPassword: password }),
  },
};

/** Serves sign-in. Bodies are read and checked here, so that the library meets nothing that it would choke on. */
export function mountAuth(routes: Routes, { auth }: Container, clients: ClientReader): void {
  const askingIn = (c: Context<ServerEnv>): Asking => ({ client: clients.read(c), requestId: c.get('requestId') });
  routes.get('/api/auth/get-session', PUBLIC, (c) => auth.handler(c.req.raw, askingIn(c)));
  for (const [path, { rule, body: schema }] of Object.entries(POSTS)) {
    routes.post(
      path,
      rule,
      async (c) => {
        const headers = new Headers(c.req.raw.headers);
        headers.delete('content-length');
        headers.set('content-type', 'application/json');
        const body = readBody(schema, c.req.header('content-type'), await c.req.text());
        const request = new Request(c.req.url, { method: 'POST', headers, body: JSON.stringify(body) });
        return auth.handler(request, askingIn(c));
      },
      limitBody(MAX_AUTH_BODY_BYTES),
    );
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
