import { z } from 'zod';
import { invalidParam } from '../http/errors.ts';
import { readLimit } from '../http/pagination.ts';
import { integer } from '../http/params.ts';
import { matcherOf, type SearchFields } from './match-query.ts';
import { parseQuery } from './parse-query.ts';
import { QueryError } from './query.ts';

export const searchParams = z.strictObject({
  query: z.string().min(1),
  limit: integer.optional(),
  page: z.string().optional(),
  expand: z.array(z.string()).optional(),
});

/** One page of what a search found: https://docs.stripe.com/api/pagination/search */
export interface SearchPage<T> {
  readonly object: 'search_result';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly next_page: string | null;
  readonly url: string;
  readonly total_count?: number;
}

/**
 * Searches objects that stand newest first. At Stripe what was written a moment ago is not found yet; here it is. Throws
 * 400 with `param: query` for a query that is none, and with `param: page` for a page that no search gave.
 */
export function search<T extends { readonly id: string }>(
  newestFirst: readonly T[],
  { query, limit, page, expand = [] }: z.output<typeof searchParams>,
  { resource, fields }: { resource: string; fields: SearchFields },
): SearchPage<T> {
  const size = readLimit(limit);
  const found = newestFirst.filter(readQuery(query, resource, fields));
  const start = page === undefined ? 0 : startOf(found, page);
  const data = found.slice(start, start + size);
  const has_more = start + size < found.length;
  const last = data.at(-1);
  return {
    object: 'search_result',
    data,
    has_more,
    next_page: has_more && last !== undefined ? Buffer.from(last.id).toString('base64url') : null,
    url: `/v1/${resource}/search`,
    ...(expand.includes('total_count') ? { total_count: found.length } : {}),
  };
}

function readQuery(query: string, resource: string, fields: SearchFields): (object: object) => boolean {
  try {
    return matcherOf(parseQuery(query), resource, fields);
  } catch (error) {
    if (error instanceof QueryError) throw invalidParam(`Invalid query: ${error.message}`, 'query');
    throw error;
  }
}

/** A page begins after the last object of the one before. */
function startOf(found: readonly { readonly id: string }[], page: string): number {
  const after = Buffer.from(page, 'base64url').toString();
  const index = found.findIndex(({ id }) => id === after);
  if (index === -1) throw invalidParam('Invalid page: use the `next_page` of an answer to the same query.', 'page');
  return index + 1;
}
