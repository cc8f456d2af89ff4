import { readCsvRequest } from '@flashstudio/audit';
import { needs } from '@flashstudio/rpc';
import type { Container } from '../container.ts';
import type { Routes } from './routes.ts';

/**
 * The audit as a file: `/admin/audit/api.csv?columns=at,actor,action&…`, with the filters of the list. Written while it is
 * read, so that it may be of any length; a read that fails breaks the connection off, and no half of it looks whole.
 */
export function mountAuditCsv(routes: Routes, { audit, clock }: Container, stopping: AbortSignal): void {
  routes.get('/admin/audit/api.csv', needs('audit:read'), (c) => {
    const request = readCsvRequest(new URL(c.req.url).searchParams);
    const signal = AbortSignal.any([c.req.raw.signal, stopping]);
    const file = asBytes(audit.exportCsv({ ...request, signal }));
    const day = clock.now().toISOString().slice(0, 10);
    return c.body(file, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${day}.csv"`,
    });
  });
}

function asBytes(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await text.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
