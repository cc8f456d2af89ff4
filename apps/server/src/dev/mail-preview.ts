import { randomUUID } from 'node:crypto';
import { MAIL_EXAMPLES, type MailExample } from '@flashstudio/notifications/testing';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { readConfig } from '../env.ts';

/** Names this run: Node starts a new one when a template is saved, and the browser then loads the page anew. */
const run = randomUUID();

const app = new Hono();

app.get('/', async (c) => {
  const sections = await Promise.all(MAIL_EXAMPLES.map(showExample));
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>E-mails</title>
          <style>
            ${styles}
          </style>
        </head>
        <body>
          <main>${sections}</main>
          <script>
            ${follow}
          </script>
        </body>
      </html>`,
  );
});

app.get('/mails/:index', async (c) => {
  const example = MAIL_EXAMPLES[Number(c.req.param('index'))];
  if (example === undefined) return c.notFound();
  return c.html((await example.render()).html);
});

app.get('/run', (c) =>
  streamSSE(c, async (stream) => {
    await stream.writeSSE({ data: run, retry: 300 });
    await new Promise<void>((resolve) => stream.onAbort(resolve));
  }),
);

async function showExample(example: MailExample, index: number) {
  const { subject, text } = await example.render();
  const frame = (scheme: 'light' | 'dark') =>
    html`<iframe title="${subject}, ${scheme}" sandbox="" src="/mails/${index}" style="color-scheme: ${scheme}"></iframe>`;
  return html`<section>
    <h2>${subject}</h2>
    <p>${example.template}: ${example.about}</p>
    <div>${frame('light')}${frame('dark')}<pre>${text}</pre></div>
  </section>`;
}

/** Each pane can be drawn to the width of a phone by its corner. */
const styles = raw(`
:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#f7f7f4, #141412); }
main { padding: 24px; } section + section { margin-top: 40px; } h2 { font-size: 18px; margin: 0; } p { margin: 0 0 12px; opacity: 0.7; }
div { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 16px; }
iframe, pre { box-sizing: border-box; width: 560px; max-width: 100%; height: 560px; margin: 0; resize: both; overflow: auto; border: 1px solid #8884; border-radius: 8px; }
pre { padding: 16px; white-space: pre-wrap; }
`);

const follow = raw(`
let shown;
new EventSource('/run').onmessage = ({ data }) => { shown ??= data; if (data !== shown) location.reload(); };
`);

const { port, host } = readConfig();
serve({ fetch: app.fetch, port, hostname: host }, (info) =>
  process.stdout.write(`E-mails with example data: http://127.0.0.1:${info.port}/\n`),
);
