import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const SHEETS = ['tokens', 'base', 'shell', 'parts', 'pages', 'control'] as const;

function read(name: string): string {
  return readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8');
}

/** The style sheet of every page, tokens first, and an address that changes with it, so that browsers may keep it. */
export const stylesheet = createStylesheet();

function createStylesheet(): { readonly css: string; readonly path: string; readonly href: string } {
  const css = SHEETS.map(read).join('\n');
  const path = '/_pages/styles.css';
  return { css, path, href: `${path}?v=${createHash('sha256').update(css).digest('hex').slice(0, 10)}` };
}
