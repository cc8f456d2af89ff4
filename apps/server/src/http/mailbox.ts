import type { Mailbox } from '@flashstudio/mail';
import { PUBLIC } from '@flashstudio/rpc';
import { html, raw } from 'hono/html';
import type { Routes } from './routes.ts';

/** The development mailbox: what would have been sent, for people to read. It is there on machines of developers only. */
export function mountMailbox(routes: Routes, mailbox: Mailbox): void {
  routes.get('/dev/mailbox', PUBLIC, async (c) => {
    const messages = await mailbox.list();
    const items = messages.map(
      (message) =>
        html`<li><a href="/dev/mailbox/${message.id}"><strong>${message.subject}</strong><span>${message.recipient}</span><time>${message.receivedAt.toISOString().replace('T', ' ').slice(0, 16)}</time></a></li>`,
    );
    return c.html(
      page(
        'Mailbox',
        messages.length === 0
          ? html`<p class="empty">No mail yet. Pay in the shop and the receipt lands here.</p>`
          : html`<ul>${items}</ul>`,
      ),
    );
  });

  routes.get('/dev/mailbox/:id', PUBLIC, async (c) => {
    const message = await mailbox.get(c.req.param('id') ?? '');
    if (message === null) return c.notFound();
    const body = html`<p><a href="/dev/mailbox">← All mail</a></p>
      <dl><dt>From</dt><dd>${message.sender}</dd><dt>To</dt><dd>${message.recipient}</dd></dl>
      <iframe title="Message" sandbox="" src="/dev/mailbox/${message.id}/body"></iframe>`;
    return c.html(page(message.subject, body));
  });

  routes.get('/dev/mailbox/:id/body', PUBLIC, async (c) => {
    const message = await mailbox.get(c.req.param('id') ?? '');
    if (message === null) return c.notFound();
    return c.html(message.html, 200, {
      'content-security-policy':
        "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    });
  });
}

function page(title: string, body: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${styles}
        </style>
      </head>
      <body><main><h1>${title}</h1>${body}</main></body>
    </html>`;
}

const styles = raw(`
:root { color-scheme: light dark; --ink: light-dark(#1d1d1a, #ecece6); --soft: light-dark(#6b6b63, #a3a399); --line: light-dark(#e3e3dc, #33332e); --card: light-dark(#fff, #1e1e1b); }
body { margin: 0; background: light-dark(#f7f7f4, #141412); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 32px 20px; } h1 { font-size: 22px; letter-spacing: -0.01em; }
ul { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); } a { color: inherit; }
li a { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; padding: 12px 16px; text-decoration: none; } li a:hover { background: light-dark(#fafaf7, #252521); }
li span, time, dt, .empty { color: var(--soft); font-size: 13px; } li time { grid-row: 1; grid-column: 2; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 0 16px; } dd { margin: 0; }
iframe { width: 100%; height: 620px; border: 1px solid var(--line); border-radius: 12px; background: #fff; }
`);
