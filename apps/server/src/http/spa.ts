import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLIC } from '@flashstudio/rpc';
import type { Context } from 'hono';
import type { Routes } from './routes.ts';
import type { ServerEnv } from './server-app.ts';

/** Where the pages of the browser apps lie. */
export interface PageFolders {
  /** Each ends with a slash. */
  readonly checkout: string;
  readonly admin: string;
}

export const BUILT_PAGES: PageFolders = {
  checkout: fileURLToPath(new URL('../../../checkout/dist/', import.meta.url)),
  admin: fileURLToPath(new URL('../../../admin/dist/', import.meta.url)),
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves the demo shop, and the widget's loader and frame, from the checkout's folder. The pages of both hosts are the
 * same for everybody: what they show is asked for by procedures, each with a rule of its own.
 */
export function mountCheckoutPages(routes: Routes, folder: string): void {
  routes.get('/', PUBLIC, (c) => sendFile(c, folder, 'index.html'));
  routes.get('/embed.js', PUBLIC, (c) => {
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    return sendFile(c, folder, 'embed.js');
  });
  routes.get('/checkout/frame', PUBLIC, (c) => sendFile(c, folder, 'frame.html'));
  routes.get('/checkout/*', PUBLIC, (c) => sendFile(c, folder, c.req.path.slice('/checkout/'.length)));
  routes.get('/favicon.ico', PUBLIC, (c) => sendFile(c, folder, 'favicon.svg'));
}

/** Serves the admin with its client-side routes from its folder; who asks for no page is sent to its first. */
export function mountAdminPages(routes: Routes, folder: string): void {
  routes.get('/', PUBLIC, (c) => c.redirect('/admin'));
  routes.get('/admin', PUBLIC, (c) => sendFile(c, folder, 'index.html'));
  routes.get('/admin/*', PUBLIC, (c) => {
    const name = c.req.path.slice('/admin/'.length);
    return sendFile(c, folder, path.extname(name) === '' ? 'index.html' : name);
  });
  routes.get('/favicon.ico', PUBLIC, (c) => sendFile(c, folder, 'favicon.svg'));
}

async function sendFile(c: Context<ServerEnv>, root: string, name: string): Promise<Response> {
  const file = path.join(root, path.normalize(decodeURIComponent(name)));
  if (!file.startsWith(root)) return c.notFound();
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return c.notFound();
  // Built assets carry a hash in their name; everything else is asked for anew.
  const cache = /[/\\]assets[/\\]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
  c.set('sameForAll', true);
  return c.body(content, 200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'cache-control': cache,
  });
}
