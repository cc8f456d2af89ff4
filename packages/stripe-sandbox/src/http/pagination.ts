import { z } from 'zod';
import { invalidParam } from './errors.ts';
import { integer } from './params.ts';

/** Parameters every list takes: https://docs.stripe.com/api/pagination */
export const pageParams = {
  limit: integer.optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand: z.array(z.string()).optional(),
};

interface Page {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

/** Cuts a page out of objects that stand newest first. Throws 400 on a limit outside 1..100 or an unknown cursor. */
export function paginate<T extends { readonly id: string }>(newestFirst: readonly T[], page: Page, url: string) {
  const limit = page.limit ?? 10;
  if (limit < 1 || limit > 100)
    throw invalidParam('This value must be between 1 and 100.', 'limit', 'parameter_invalid_integer');
  const indexOf = (id: string, param: string) => {
    const index = newestFirst.findIndex((object) => object.id === id);
    if (index === -1) throw invalidParam(`No such object: '${id}'`, param, 'resource_missing');
    return index;
  };
  if (page.ending_before !== undefined) {
    const end = indexOf(page.ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list' as const, url, has_more: start > 0, data: newestFirst.slice(start, end) };
  }
  const start = page.starting_after === undefined ? 0 : indexOf(page.starting_after, 'starting_after') + 1;
  return {
    object: 'list' as const,
    url,
    has_more: start + limit < newestFirst.length,
    data: newestFirst.slice(start, start + limit),
  };
}
