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

/** When something was made, in Unix seconds: a moment, or an interval open or closed at either end. */
const created = z
  .union([
    integer,
    z.strictObject({
      gt: integer.optional(),
      gte: integer.optional(),
      lt: integer.optional(),
      lte: integer.optional(),
    }),
  ])
  .optional();

/** Parameters of the lists that can be cut by time as well. */
export const listParams = { ...pageParams, created };

interface Page {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?: z.output<typeof created>;
}

/** One page of a list, as Stripe answers it. */
export interface ListPage<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

/**
 * Cuts a page out of objects that stand newest first. Throws 400 on a limit outside 1..100, on both cursors at once and
 * on a cursor that is not in the list.
 */
export function paginate<T extends { readonly id: string; readonly created?: number }>(
  newestFirst: readonly T[],
  page: Page,
  url: string,
): ListPage<T> {
  const limit = readLimit(page.limit);
  if (page.starting_after !== undefined && page.ending_before !== undefined) {
    throw invalidParam(
      'You may only specify one of these parameters: starting_after, ending_before.',
      'starting_after',
    );
  }
  const inTime = page.created === undefined ? newestFirst : newestFirst.filter(madeWithin(page.created));
  const at = (param: 'starting_after' | 'ending_before', id: string) => {
    const index = inTime.findIndex((object) => object.id === id);
    if (index === -1) throw invalidParam(`No such ${kindOf(url)}: '${id}'`, param, 'resource_missing');
    return index;
  };
  if (page.ending_before !== undefined) {
    const end = at('ending_before', page.ending_before);
    const start = Math.max(0, end - limit);
    return { object: 'list', data: inTime.slice(start, end), has_more: start > 0, url };
  }
  const start = page.starting_after === undefined ? 0 : at('starting_after', page.starting_after) + 1;
  return { object: 'list', data: inTime.slice(start, start + limit), has_more: start + limit < inTime.length, url };
}

/** How many objects a page has, 10 unless told. Throws 400 outside 1..100. */
export function readLimit(limit = 10): number {
  if (limit < 1) {
    throw invalidParam('This value must be greater than or equal to 1.', 'limit', 'parameter_invalid_integer');
  }
  if (limit > 100) {
    throw invalidParam('This value must be less than or equal to 100.', 'limit', 'parameter_invalid_integer');
  }
  return limit;
}

function madeWithin(bounds: NonNullable<Page['created']>) {
  return ({ created: at = 0 }: { readonly created?: number }): boolean => {
    if (typeof bounds === 'number') return at === bounds;
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = bounds;
    return at > gt && at >= gte && at < lt && at <= lte;
  };
}

/** `/v1/payment_intents` lists payment intents: Stripe names the kind of a cursor that is not there. */
function kindOf(url: string): string {
  return (url.split('/').at(-1) ?? '').replace(/s$/, '');
}

/** Whether an object has what a list's filters ask for; a filter that is not given asks for nothing. */
export function matching(filters: Readonly<Record<string, unknown>>): (object: object) => boolean {
  const given = Object.entries(filters).filter(([, wanted]) => wanted !== undefined);
  return (object) => given.every(([name, wanted]) => Reflect.get(object, name) === wanted);
}
