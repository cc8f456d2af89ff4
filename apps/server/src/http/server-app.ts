import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** What every handler of the server knows of its request. */
export type ServerEnv = {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Set for an answer that says nothing of whom it is for, so that caches may keep it. */
    sameForAll?: true;
  };
};

export type ServerApp = Hono<ServerEnv>;
