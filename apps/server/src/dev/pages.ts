import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { build, createServer, type ViteDevServer } from 'vite';
import { SOURCE_PAGES } from './source-pages.ts';

/** A page of a browser app, as its HTML file is called there. */
export interface Page {
  readonly app: keyof typeof SOURCE_PAGES;
  readonly file: string;
}

/** The browser apps from their sources: what is saved is seen at once. */
export interface Pages {
  /** Answers for modules, styles and images; calls `next` for everything else. */
  serveAsset(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** Makes written HTML into a page that loads its modules, with the nonce on what stands in the page itself. */
  fillIn(page: Page, html: string): Promise<{ readonly html: string; readonly nonce: string }>;
  /** The widget's loader, built anew each time: it is one small classic script, which has no hot reload. */
  buildLoader(): Promise<string>;
  stop(): Promise<void>;
}

const NONCE_TO_COME = 'nonce-to-come';
const LOADER_SOURCES = path.join(SOURCE_PAGES.checkout, 'src', 'embed') + path.sep;

/** Starts Vite for both apps; their hot reload goes through the upgrades of `server`. */
export async function startPages(server: Server): Promise<Pages> {
  const admin = await startVite(SOURCE_PAGES.admin, server);
  const checkout = await startVite(SOURCE_PAGES.checkout, server);
  const vites = { admin, checkout };
  checkout.watcher.on('change', (file) => {
    if (file.startsWith(LOADER_SOURCES)) checkout.ws.send({ type: 'full-reload' });
  });
  return {
    serveAsset(request, response, next) {
      const { url } = request;
      const vite = Object.values(vites).find(({ config }) => url?.startsWith(config.base));
      if (vite === undefined) return next();
      vite.middlewares(request, response, () => {
        // Vite takes its base away and does not put it back.
        if (url !== undefined) request.url = url;
        next();
      });
    },
    async fillIn({ app, file }, html) {
      const nonce = randomBytes(16).toString('base64');
      const filled = await vites[app].transformIndexHtml(`/${file}`, html);
      return { html: filled.replaceAll(NONCE_TO_COME, nonce), nonce };
    },
    buildLoader,
    async stop() {
      await Promise.all([admin.close(), checkout.close()]);
    },
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

async function buildLoader(): Promise<string> {
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
