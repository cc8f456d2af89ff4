import qs from 'qs';
import { z } from 'zod';
import { invalidParam } from './errors.ts';

/** Decodes Stripe's form encoding (`metadata[a]=b`, `expand[]=x`) of a body or a query string. */
export function decodeForm(encoded: string): Record<string, unknown> {
  return { ...qs.parse(encoded, { depth: 10, arrayLimit: 500, parameterLimit: 2_000 }) };
}

/** Checks parameters; throws Stripe's 400 naming the first one that does not fit. */
export function readParams<S extends z.ZodType>(schema: S, params: unknown): z.output<S> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw invalidParam('Invalid parameters.');
  const at = (path: readonly PropertyKey[]) =>
    path.map(String).reduce((name, part) => (name === '' ? part : `${name}[${part}]`), '');
  if (issue.code === 'unrecognized_keys') {
    const param = at([...issue.path, issue.keys[0] ?? '']);
    throw invalidParam(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
  }
  const param = at(issue.path);
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    throw invalidParam(`Missing required param: ${param}.`, param, 'parameter_missing');
  }
  throw invalidParam(`Invalid ${param}: ${issue.message}`, param);
}

/** A whole number, as forms carry it. */
export const integer = z
  .string({ error: 'must be an integer' })
  .regex(/^-?\d{1,15}$/, 'must be an integer')
  .transform(Number);

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Metadata rules: at most 50 keys of 40 characters with values of 500; an empty value unsets its key. */
export const metadata = z
  .union([z.literal(''), z.record(z.string().max(40), z.string().max(500))])
  .refine((value) => value === '' || Object.keys(value).length <= 50, 'at most 50 keys');

export const expand = z.array(z.string()).max(20).optional();

/** Merges metadata as Stripe does: given keys replace, empty values remove, an empty string clears all. */
export function mergeMetadata(
  current: Record<string, string>,
  change: z.output<typeof metadata> | undefined,
): Record<string, string> {
  if (change === undefined) return current;
  if (change === '') return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}
