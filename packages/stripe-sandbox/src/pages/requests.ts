import type { Context } from 'hono';
import { html } from 'hono/html';
import { decodeForm } from '../http/params.ts';
import type { LoggedRequest } from '../http/request-log.ts';
import { chosenTenant, type Desk } from './desk.ts';
import { notFoundPage } from './not-found.ts';
import { copyable } from './parts/copy.ts';
import { filterBar } from './parts/filters.ts';
import type { Html } from './parts/html.ts';
import { json } from './parts/json.ts';
import { cut, pagination } from './parts/pagination.ts';
import { crumb, empty, facts, panel, table } from './parts/panel.ts';
import { pill } from './parts/pill.ts';
import { httpPill } from './parts/statuses.ts';
import { exactly, when } from './parts/time.ts';

const FILTER = {
  name: 'answer',
  label: 'Answer',
  all: 'Every answer',
  options: [
    ['ok', 'Succeeded'],
    ['failed', 'Failed'],
    ['replayed', 'Replayed'],
  ],
} as const;

/** The latest requests to the API, of the chosen account and those whose key was not known. */
export function requestsPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const query = (url.searchParams.get('q') ?? '').trim();
  const answer = url.searchParams.get('answer') ?? '';
  const found = desk.requests
    .recent()
    .filter(({ account }) => account === null || account === store.account.id)
    .filter((request) => isAnswered(request, answer) && mentions(request, query));
  const page = cut(found, url);
  const none =
    query === '' && answer === ''
      ? empty(
          'No request yet',
          html`Point the <code>stripe</code> SDK at this sandbox, as the <a href="/">overview</a> shows, and every call appears here.`,
        )
      : empty('Nothing matches', html`No request fits. <a href="/requests">Show all</a>.`);
  return desk.renderPage(c, {
    title: 'Requests',
    section: 'requests',
    content: html`<div class="page-head"><h1>Requests</h1></div>
      ${filterBar(url, { placeholder: 'Path, id, or idempotency key' }, FILTER)}
      <section class="panel" aria-label="Requests">${page.total === 0 ? none : requestsTable(page.shown, desk.clock.now())}${pagination(page, url)}</section>`,
  });
}

function requestsTable(requests: readonly LoggedRequest[], now: Date): Html {
  return table(
    'Requests',
    [['Status'], ['Request'], ['Idempotency key', 'wide'], ['Duration', 'number wide'], ['When', 'number']],
    requests.map(
      (request) => html`<tr id="row-${request.id}">
        <td>${httpPill(request.status)}</td>
        <td class="fill"><a class="row mono" href="/requests/${request.id}"><span class="method">${request.method}</span> ${request.path}</a></td>
        <td class="wide clip mono soft">${request.idempotencyKey ?? '—'}${request.replayed ? html` ${pill('info', 'undo', 'replayed')}` : ''}</td>
        <td class="number wide soft">${duration(request)}</td>
        <td class="number soft">${when(request.at, now)}</td>
      </tr>`,
    ),
  );
}

/** One request: what was asked and what was answered. */
export function requestPage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const request = desk.requests.find(id);
  if (request === undefined)
    return notFoundPage(c, desk, `The log has no request ${id}; it keeps the latest ones only.`);
  const params = decodeForm(request.form);
  return desk.renderPage(c, {
    title: `${request.method} ${request.path}`,
    section: 'requests',
    content: html`${crumb('/requests', 'Requests')}
      <div class="page-head"><h1 class="mono">${request.method} ${request.path}</h1>${copyable(id)}</div>
      ${problem(request)}
      ${panel(
        'Request',
        html`<div class="body">${facts([
          ['Status', httpPill(request.status)],
          ['Duration', duration(request)],
          ['At', exactly(request.at)],
          ['Account', request.account ?? 'unknown key'],
          ['Idempotency key', request.idempotencyKey === null ? null : copyable(request.idempotencyKey)],
          ['Replayed', request.replayed ? 'yes: answered from the memory of its idempotency key' : null],
        ])}</div>`,
      )}
      ${Object.keys(params).length === 0 ? '' : panel('Parameters', json(params))}
      ${request.answer === '' ? '' : panel('Answer', json(parsed(request.answer)))}`,
  });
}

/** What went wrong, in the words of Stripe's error body. */
function problem(request: LoggedRequest): Html | string {
  if (request.status === null)
    return html`<p class="notice bad">The connection was cut before an answer, by a planned fault or by the caller.</p>`;
  const answer = parsed(request.answer);
  if (request.status < 400 || typeof answer !== 'object' || answer === null || !('error' in answer)) return '';
  const { error } = answer;
  if (typeof error !== 'object' || error === null) return '';
  const part = (name: string) => {
    const value = Object.entries(error).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const codes = ['type', 'code', 'decline_code', 'param'].flatMap((name) => {
    const value = part(name);
    return value === undefined ? [] : [html` <code>${name}=${value}</code>`];
  });
  return html`<p class="notice bad"><span>${part('message') ?? 'The request failed.'}${codes}</span></p>`;
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

function isAnswered({ status, replayed }: LoggedRequest, wanted: string): boolean {
  if (wanted === 'replayed') return replayed;
  const ok = status !== null && status < 400;
  return wanted === '' || (wanted === 'ok') === ok;
}

function mentions({ id, method, path, idempotencyKey, answer }: LoggedRequest, query: string): boolean {
  return [id, `${method} ${path}`, idempotencyKey ?? '', answer].some((text) => text.includes(query));
}

function duration({ durationMs }: LoggedRequest): string {
  return durationMs < 10 ? `${durationMs.toFixed(1)} ms` : `${Math.round(durationMs)} ms`;
}
