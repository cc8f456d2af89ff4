import { AppError } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** Refuses a body over `maxSize` bytes while it arrives, with the house's own error. */
export function limitBody(maxSize: number): MiddlewareHandler {
  const refuse: Parameters<typeof bodyLimit>[0]['onError'] = (c) => {
    // What is left of the body stays unread, so the connection cannot serve another request.
    c.header('Connection', 'close');
    throw new AppError('payload_too_large', `The request is too large: at most ${Math.floor(maxSize / 1000)} kB.`);
  };
  const whileItArrives = bodyLimit({ maxSize, onError: refuse });
  return (c, next) => {
    const said = c.req.header('content-length');
    // Node holds a body to the length it says, so nothing need be counted, and the body can be read without a stream.
    if (said === undefined || c.req.header('transfer-encoding') !== undefined) return whileItArrives(c, next);
    if (Number(said) > maxSize) refuse(c);
    return next();
  };
}
