import qs from 'qs';
import { z } from 'zod';
import type { Lacking } from '../published/lacking.ts';
import { invalidRequest, ParameterError } from './errors.ts';

/** Decodes Stripe's form encoding (`metadata[a]=b`, `expand[]=x`) of a body or a query string. */
export function decodeForm(encoded: string): Record<string, unknown> {
  return { ...qs.parse(encoded, { depth: 10, arrayLimit: 500, parameterLimit: 2_000 }) };
}

/**
 * Checks parameters; throws Stripe's 400 naming the first one that does not fit. What Stripe would take is said to be
 * lacking in the sandbox, so that nobody looks for the fault in their own code.
 */
export function readParams<S extends z.ZodType>(schema: S, params: unknown, lacking: Lacking): z.output<S> {
  const result = schema.safeParse(params, { reportInput: true });
  if (result.success) return result.data;
  const issue = firstIssue(result.error.issues);
  if (issue === undefined) throw misfit('Invalid parameters.');
  throw lackingOf(issue, lacking) ?? misfitOf(issue);
}

type Issue = z.core.$ZodIssue;

/** A union's issue says only that no member fits; the member that got furthest says what is wrong. */
function firstIssue(issues: readonly Issue[]): Issue | undefined {
  const [issue] = issues;
  if (issue?.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .map((member) => firstIssue(member))
    .filter((candidate) => candidate !== undefined)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner === undefined ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

function lackingOf(issue: Issue, lacking: Lacking): ParameterError | undefined {
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? '']);
    const why = lacking.param(param);
    return why === undefined ? undefined : misfit(why, param);
  }
  if (issue.code === 'invalid_value' && typeof issue.input === 'string' && issue.input !== '') {
    const param = nameOf(issue.path);
    const why = lacking.value(param, issue.input);
    return why === undefined ? undefined : misfit(why, param);
  }
  return undefined;
}

function misfitOf(issue: Issue): ParameterError {
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? '']);
    return misfit(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
  }
  const param = nameOf(issue.path);
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return misfit(`Missing required param: ${param}.`, param, 'parameter_missing');
  }
  if (issue.input === '' && issue.code !== 'custom') {
    return misfit(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a field; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      param,
      'parameter_invalid_empty',
    );
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String).filter((value) => value !== '');
    return misfit(`Invalid ${param}: must be one of ${listed(values)}`, param);
  }
  if (issue.code === 'invalid_format') {
    return misfit(`${issue.message}: ${String(issue.input)}`, param, 'parameter_invalid_integer');
  }
  if (issue.code === 'too_big') return misfit(`Invalid ${param}: must be at most ${issue.maximum} characters`, param);
  if (issue.code === 'invalid_type') return misfit(`Invalid ${nounOf(issue.expected)}`, param);
  return misfit(`Invalid ${param}: ${issue.message}`, param);
}

/** `metadata[order]`, as the form names a field inside another. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).reduce((name, part) => (name === '' ? part : `${name}[${part}]`), '');
}

function listed(values: readonly string[]): string {
  const [last = '', ...before] = [...values].reverse();
  if (before.length === 0) return last;
  return `${before.reverse().join(', ')}${before.length > 1 ? ',' : ''} or ${last}`;
}

function nounOf(expected: string): string {
  return expected === 'record' ? 'object' : expected;
}

function misfit(message: string, param?: string, code?: string): ParameterError {
  return new ParameterError(400, invalidRequest(message, param, code));
}

/** A whole number, as forms carry it. */
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'Invalid integer')
  .transform(Number);

/** A parameter that an empty string unsets. */
export function emptyable<S extends z.ZodType>(schema: S) {
  return z.union([z.literal(''), schema]);
}

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
