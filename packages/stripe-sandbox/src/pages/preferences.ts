import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { SandboxAccount } from '../store/account-store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Cookies know no ports: the names keep sandboxes apart from whatever else runs on this machine. */
const THEME_COOKIE = 'stripe_sandbox_theme';
const ACCOUNT_COOKIE = 'stripe_sandbox_account';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

const theme = z.enum(themes).catch('system');

/** The colours somebody chose, or the system's. */
export function chosenTheme(c: Context): Theme {
  return theme.parse(getCookie(c, THEME_COOKIE));
}

/** The account somebody looks at: the one chosen, else the first. Undefined when the sandbox has none. */
export function chosenAccount(c: Context, accounts: readonly SandboxAccount[]): SandboxAccount | undefined {
  const id = getCookie(c, ACCOUNT_COOKIE);
  return accounts.find((account) => account.id === id) ?? accounts[0];
}

const choice = z.object({
  theme: z.enum(themes).optional(),
  account: z.string().max(100).optional(),
  back: z.string().max(2_000).default('/'),
});

/** Keeps a choice of colours or account and leads back to where it was made. */
export async function keepPreferences(c: Context): Promise<Response> {
  const read = choice.safeParse(await c.req.parseBody());
  if (!read.success) return c.text('Not a choice.', 400);
  const options = { path: '/', maxAge: YEAR_SECONDS, httpOnly: true, sameSite: 'Lax' } as const;
  if (read.data.theme !== undefined) setCookie(c, THEME_COOKIE, read.data.theme, options);
  if (read.data.account !== undefined) setCookie(c, ACCOUNT_COOKIE, read.data.account, options);
  return c.redirect(ownPath(read.data.back), 303);
}

/** A path of this sandbox, whatever was asked for: nobody is led elsewhere. */
function ownPath(wanted: string): string {
  const here = 'http://sandbox.invalid';
  if (!URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  return url.origin === here ? `${url.pathname}${url.search}` : '/';
}
