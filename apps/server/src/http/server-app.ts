import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** What every handler of the server knows of its request. */
export type ServerEnv = { Bindings: HttpBindings; Variables: { requestId: string } };

export type ServerApp = Hono<ServerEnv>;
