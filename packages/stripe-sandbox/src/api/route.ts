import { z } from 'zod';
import type { OperationContext } from '../context.ts';
import { listParams, matching, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** A browser may call it with a publishable key. */
  readonly publishable?: true;
  readonly run: (
    context: OperationContext,
    /** The `:id` of the path. */
    id: string,
    params: Record<string, unknown>,
    asBrowser: boolean,
    /** The `:inner` of the path: an object inside another. */
    inner: string,
  ) => unknown;
}

/** What an operation takes that takes nothing. */
export const none = z.strictObject({ expand: z.array(z.string()).optional() });

/** What a browser shows to be let at an intent. */
export const secretOnly = z.strictObject({
  client_secret: z.string().optional(),
  expand: z.array(z.string()).optional(),
});

/** An operation that takes nothing but an id. */
export function plain(operation: (context: OperationContext, id: string) => unknown): Route['run'] {
  return (context, id, params) => {
    readParams(none, params);
    return operation(context, id);
  };
}

interface Listed {
  readonly id: string;
  readonly created: number;
}

/** A list that can be cut by time, and by fields of its objects that must be as asked. */
export function list(
  path: string,
  fields: readonly string[],
  newestFirst: (context: OperationContext, matches: (object: object) => boolean) => readonly Listed[],
): Route {
  const schema = z.strictObject({
    ...listParams,
    ...Object.fromEntries(fields.map((name) => [name, z.string().optional()])),
  });
  return {
    method: 'GET',
    path,
    run: (context, _, params) => {
      const page = readParams(schema, params);
      const filters = Object.fromEntries(fields.map((name) => [name, Reflect.get(page, name)]));
      return paginate(newestFirst(context, matching(filters)), page, path);
    },
  };
}
