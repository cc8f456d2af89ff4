import type { Fields, FormParams } from './protocol.ts';

/** An object's fields; none of anything that is no object. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A text that says something, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Encodes nested fields as Stripe's forms do (`a[b][c]`); what is null, undefined or a function is left out. */
export function encodeForm(value: Fields, prefix = ''): FormParams {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, string][] => {
      const path = prefix === '' ? name : `${prefix}[${name}]`;
      if (typeof inner === 'string') return [[path, inner]];
      if (typeof inner === 'number' || typeof inner === 'boolean') return [[path, String(inner)]];
      if (Array.isArray(inner)) return Object.entries(encodeForm({ ...inner }, path));
      return Object.entries(encodeForm(fieldsOf(inner), path));
    }),
  );
}
