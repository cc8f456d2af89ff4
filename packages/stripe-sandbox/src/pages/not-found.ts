import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Desk } from './desk.ts';
import { empty } from './parts/panel.ts';

/** 404 for people: what was not found, and where to go instead. */
export function notFoundPage(
  c: Context,
  { renderPage }: Pick<Desk, 'renderPage'>,
  what: string,
): Response | Promise<Response> {
  return renderPage(c, {
    title: 'Not found',
    section: null,
    status: 404,
    live: false,
    content: html`<div class="page-head"><h1>Not found</h1></div><section class="panel">${empty(what, html`It may have belonged to a sandbox that has forgotten since. Go to the <a href="/">overview</a>, or look through the <a href="/payments">payments</a> and <a href="/events">events</a>.`)}</section>`,
  });
}
