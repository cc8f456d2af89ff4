import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { build, createServer, type ViteDevServer } from 'vite';
import type { PageFolders } from '../http/spa.ts';
import { SOURCE_PAGES } from './source-pages.ts';

/** A browser app from its sources: what is saved is seen at once. */
export interface Pages {
  /** Answers for modules, styles and images; calls `next` for everything else. */
  serveAsset(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** Makes written HTML, by the name of its file, into a page that loads its modules, with the nonce on what stands in the page itself. */
  fillIn(file: string, html: string): Promise<{ readonly html: string; readonly nonce: string }>;
  stop(): Promise<void>;
}

const NONCE_TO_COME = 'nonce-to-come';
const LOADER_SOURCES = path.join(SOURCE_PAGES.checkout, 'src', 'embed') + path.sep;

/** Starts Vite for an app; its hot reload goes through the upgrades of `server`. */
export async function startPages(app: keyof PageFolders, server: Server): Promise<Pages> {
  const vite = await startVite(SOURCE_PAGES[app], server);
  vite.watcher.on('change', (file) => {
    if (app === 'checkout' && file.startsWith(LOADER_SOURCES)) vite.ws.send({ type: 'full-reload' });
  });
  return {
    serveAsset(request, response, next) {
      const { url } = request;
      if (url?.startsWith(vite.config.base) !== true) return next();
      vite.middlewares(request, response, () => {
        // Vite takes its base away and does not put it back.
        request.url = url;
        next();
      });
    },
    async fillIn(file, html) {
      const nonce = randomBytes(16).toString('base64');
      const filled = await vite.transformIndexHtml(`/${file}`, html);
      return { html: filled.replaceAll(NONCE_TO_COME, nonce), nonce };
    },
    stop: () => vite.close(),
  };
}

function startVite(folder: string, server: Server): Promise<ViteDevServer> {
  return createServer({
    root: folder,
    configFile: path.join(folder, 'vite.config.ts'),
    appType: 'custom',
    clearScreen: false,
    server: { middlewareMode: true, ws: { server } },
    html: { cspNonce: NONCE_TO_COME },
  });
}

/** The widget's loader, built anew each time: it is one small classic script, which has no hot reload. */
export async function buildLoader(): Promise<string> {
  const built = await build({
    root: SOURCE_PAGES.checkout,
    configFile: path.join(SOURCE_PAGES.checkout, 'vite.embed.config.ts'),
    logLevel: 'warn',
    build: { write: false, minify: false },
  });
  const output = (Array.isArray(built) ? built : [built]).flatMap((result) =>
    'output' in result ? result.output : [],
  );
  const script = output.find((file) => file.type === 'chunk');
  if (script === undefined) throw new Error('the loader was built to nothing');
  return script.code;
}
