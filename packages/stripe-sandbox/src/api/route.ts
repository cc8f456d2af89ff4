import { z } from 'zod';
import type { OperationContext } from '../context.ts';
import { listParams, matching, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import type { Lacking } from '../published/lacking.ts';

/** What a request says besides its parameters. */
export interface Call {
  /** The `:id` of the path. */
  readonly id: string;
  /** The `:inner` of the path: an object inside another. */
  readonly inner: string;
  /** A browser asks, with a publishable key. */
  readonly asBrowser: boolean;
  /** What Stripe takes here and the sandbox does not. */
  readonly lacking: Lacking;
}

/** What is done at a route. */
export interface Operation {
  /** What it takes. */
  readonly params: z.ZodType;
  /** Does it with the parameters as they came; throws Stripe's 400 for the first that does not fit. */
  readonly run: (context: OperationContext, params: Record<string, unknown>, call: Call) => unknown;
}

/** One operation of the API. */
export interface Route extends Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** A browser may call it with a publishable key. */
  readonly publishable?: true;
}

/** What an operation takes that takes nothing. */
const none = z.strictObject({ expand: z.array(z.string()).optional() });

/** What a browser shows to be let at an intent. */
export const secretOnly = z.strictObject({
  client_secret: z.string().optional(),
  expand: z.array(z.string()).optional(),
});

/** An operation that is done only with parameters that fit. */
export function takes<S extends z.ZodType>(
  params: S,
  operation: (context: OperationContext, params: z.output<S>, call: Call) => unknown,
): Operation {
  return { params, run: (context, given, call) => operation(context, readParams(params, given, call.lacking), call) };
}

/** An operation that takes nothing but an id. */
export function plain(operation: (context: OperationContext, id: string) => unknown): Operation {
  return takes(none, (context, _, { id }) => operation(context, id));
}

/** An operation that takes nothing but the ids of an object and of one inside it. */
export function nested(operation: (context: OperationContext, id: string, inner: string) => unknown): Operation {
  return takes(none, (context, _, { id, inner }) => operation(context, id, inner));
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
  const params = z.strictObject({
    ...listParams,
    ...Object.fromEntries(fields.map((name) => [name, z.string().optional()])),
  });
  return {
    method: 'GET',
    path,
    ...takes(params, (context, page) => {
      const filters = Object.fromEntries(fields.map((name) => [name, Reflect.get(page, name)]));
      return paginate(newestFirst(context, matching(filters)), page, path);
    }),
  };
}
