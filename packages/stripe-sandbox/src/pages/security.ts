import type { Context } from 'hono';
import { csrf } from 'hono/csrf';

/** Pages run their own files only, are framed by nobody, and post to nobody else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sets what keeps a page for people from being framed, sniffed or made to run what is not its own. */
export function securityHeaders(c: Context): void {
  c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  // Forms need an Origin to be told apart from those of other sites, which `no-referrer` would blank.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
}

/** Refuses (403) forms that another site's page sent: neither Origin nor Sec-Fetch-Site says it was one of ours. */
export const ownFormsOnly = csrf();
