import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { SandboxAccount } from '../store/account-store.ts';
import type { Html } from './parts/html.ts';
import { icon } from './parts/icons.ts';
import { chosenAccount, chosenTheme, type Theme, themes } from './preferences.ts';
import { type SectionId, sections } from './sections.ts';
import { securityHeaders } from './security.ts';
import { stylesheet } from './styles.ts';

export interface Page {
  /** Title of the document; the name of the sandbox is added. */
  readonly title: string;
  /** Where in the navigation the page stands; null for nowhere. */
  readonly section: SectionId | null;
  /** What fills `<main>`; it brings its own `<h1>`. */
  readonly content: Html;
  /** 200 by default. */
  readonly status?: ContentfulStatusCode;
  /** False keeps a page, say one with a long form, from refreshing itself. */
  readonly live?: boolean;
}

/** Answers with a page of the sandbox. */
export type RenderPage = (c: Context, page: Page) => Response | Promise<Response>;

/** Built by vite from `browser/pages`; the pages work without it. */
const SCRIPT = '/v3/pages.js';

/** Builds what puts the frame around a page: navigation, account and colour switches, security headers. */
export function createLayout({ accounts }: { accounts: readonly SandboxAccount[] }): RenderPage {
  return (c, page) => {
    securityHeaders(c);
    c.header('Cache-Control', 'no-cache');
    c.header('Vary', 'Cookie');
    return c.html(document(c, page, accounts), page.status ?? 200);
  };
}

function document(c: Context, page: Page, accounts: readonly SandboxAccount[]): Html {
  const theme = chosenTheme(c);
  const account = chosenAccount(c, accounts);
  const url = new URL(c.req.url);
  const here = `${url.pathname}${url.search}`;
  const sectionHref = sections.find(({ id }) => id === page.section)?.href ?? '/';
  return html`<!doctype html>
<html lang="en" data-theme="${theme}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${page.title} · Stripe sandbox</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${stylesheet.href}" />
    <script src="${SCRIPT}" defer></script>
  </head>
  <body>
    <a class="skip" href="#content">Skip to content</a>
    <div class="shell">
      <header class="side">
        <div class="who">
          <a class="brand" href="/">${icon('shield', 18)} Stripe sandbox</a>
          <p class="nobody">Nobody is charged</p>
        </div>
        ${navigation(page.section)}
        <div class="switches">
          ${accounts.length > 1 && account !== undefined ? accountSwitch(accounts, account, sectionHref) : ''}
          <div class="themes-row">
            ${themeSwitch(theme, here)}
            ${page.live === false ? '' : html`<button class="live" type="button" data-live aria-pressed="true" hidden>Live</button>`}
          </div>
        </div>
      </header>
      <main id="content" tabindex="-1"${page.live === false ? '' : html` data-refresh`}>${page.content}</main>
    </div>
  </body>
</html>`;
}

function navigation(current: SectionId | null): Html {
  return html`<nav aria-label="Main"><ul>${sections.map(
    ({ id, href, label, icon: name }) =>
      html`<li><a href="${href}"${id === current ? html` aria-current="page"` : ''}>${icon(name)} ${label}</a></li>`,
  )}</ul></nav>`;
}

function accountSwitch(accounts: readonly SandboxAccount[], chosen: SandboxAccount, back: string): Html {
  return html`<form class="account-switch" method="post" action="/_pages/preferences">
    <label for="account">Account</label>
    <select class="input" id="account" name="account" data-submits>${accounts.map(
      ({ id, name }) => html`<option value="${id}"${id === chosen.id ? html` selected` : ''}>${name}</option>`,
    )}</select>
    <input type="hidden" name="back" value="${back}" />
    <button class="button" type="submit" data-without-script>Go</button>
  </form>`;
}

const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;
const THEME_LABELS = { system: 'Colours of the system', light: 'Light colours', dark: 'Dark colours' } as const;

function themeSwitch(chosen: Theme, back: string): Html {
  return html`<form class="themes" method="post" action="/_pages/preferences">
    <input type="hidden" name="back" value="${back}" />
    ${themes.map(
      (theme) =>
        html`<button type="submit" name="theme" value="${theme}" title="${THEME_LABELS[theme]}" aria-label="${THEME_LABELS[theme]}" aria-pressed="${String(theme === chosen)}">${icon(THEME_ICONS[theme], 14)}</button>`,
    )}
  </form>`;
}
