import { AppError } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './server-app.ts';

/** Refuses an address that is no encoded text, such as a path with a lone percent sign, or holds what no text does. */
export const readableUrlsOnly: MiddlewareHandler<ServerEnv> = (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  if (!isEncodedText(pathname) || search.includes('%00'))
    throw new AppError('invalid_input', 'This address is malformed.');
  return next();
};

function isEncodedText(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\u0000');
  } catch {
    return false;
  }
}
