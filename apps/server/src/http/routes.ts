import { type AccessRule, requireSession, type SessionReader, type SessionRule } from '@flashstudio/rpc';
import type { Context, MiddlewareHandler } from 'hono';
import type { ServerApp, ServerEnv } from './server-app.ts';

type Handler = (c: Context<ServerEnv>) => Response | Promise<Response>;
type Mount = (path: string, rule: AccessRule, handler: Handler, ...before: MiddlewareHandler<ServerEnv>[]) => void;

/** Where handlers are mounted: none without the rule of who may call it. */
export interface Routes {
  /** `before` runs ahead of the handler, after the rule. */
  readonly get: Mount;
  readonly post: Mount;
  readonly all: Mount;
}

const declared = new WeakMap<object, AccessRule>();

/** The rule that was declared with a handler; undefined for one that was mounted past `createRoutes`. */
export function ruleOf(handler: object): AccessRule | undefined {
  return declared.get(handler);
}

/**
 * Mounts handlers with their rules. A session is asked for here, before anything of the request is read; keys and
 * signatures are checked where they are understood, by the procedures and the webhook's own code.
 */
export function createRoutes(app: ServerApp, sessions: SessionReader): Routes {
  const mount =
    (method: 'GET' | 'POST' | 'ALL'): Mount =>
    (path, rule, handler, ...before) => {
      const guards: MiddlewareHandler<ServerEnv>[] = isAboutSession(rule) ? [guard(sessions, rule)] : [];
      const answer: Handler = (c) => handler(c);
      declared.set(answer, rule);
      app.on(method, [path], ...guards, ...before, answer);
    };
  return { get: mount('GET'), post: mount('POST'), all: mount('ALL') };
}

function guard(sessions: SessionReader, rule: SessionRule): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    await requireSession(sessions, c.req.raw.headers, rule);
    await next();
  };
}

function isAboutSession(rule: AccessRule): rule is SessionRule {
  return rule.kind === 'signed_in' || rule.kind === 'permission';
}
