import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { keepPreferences } from './preferences.ts';
import { ownFormsOnly } from './security.ts';
import { stylesheet } from './styles.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** What every page leans on: the style sheet, and the choice of account and colours. */
export function createAssets(): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get(stylesheet.path, (c) =>
    c.body(stylesheet.css, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
    }),
  );
  app.post('/_pages/preferences', ownFormsOnly, keepPreferences);
  return app;
}
