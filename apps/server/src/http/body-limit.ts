import { AppError } from '@flashstudio/platform';
import { bodyLimit } from 'hono/body-limit';

/** Refuses a body over `maxSize` bytes while it arrives, with the house's own error. */
export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) => {
      // What is left of the body stays unread, so the connection cannot serve another request.
      c.header('Connection', 'close');
      throw new AppError('payload_too_large', `The request is too large: at most ${Math.floor(maxSize / 1000)} kB.`);
    },
  });
}
