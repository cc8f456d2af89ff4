import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { z } from 'zod';

type Fields = Readonly<Record<string, z.ZodType<unknown, string | undefined>>>;
type Values<F extends Fields> = { readonly [Name in keyof F]?: z.output<F[Name]> | undefined };

export interface SetOptions {
  /** Makes a step of its own that the browser's Back undoes; without it the present step is changed. */
  readonly push?: boolean;
}

/**
 * What the address says after its question mark, by the types of `fields`: the state of a page that can be shared,
 * reloaded and gone back to. What does not fit its type counts as absent; what is set to `undefined` leaves the address.
 * `fields` stay the same between renders.
 */
export function useTypedSearch<F extends Fields>(
  fields: F,
): readonly [Values<F>, (changes: { readonly [Name in keyof F]?: string | undefined }, options?: SetOptions) => void] {
  const [params, setParams] = useSearchParams();
  const values = useMemo(() => readSearch(fields, params), [fields, params]);
  const set = useCallback(
    (changes: { readonly [Name in keyof F]?: string | undefined }, { push = false }: SetOptions = {}) =>
      setParams((current) => withChanges(current, changes), { replace: !push }),
    [setParams],
  );
  return [values, set];
}

/** Reads the fields that are there and fit. */
export function readSearch<F extends Fields>(fields: F, params: URLSearchParams): Values<F> {
  const read = Object.entries(fields).flatMap(([name, field]) => {
    const { data } = field.safeParse(params.get(name) ?? undefined);
    return data === undefined ? [] : [[name, data]];
  });
  return Object.fromEntries(read);
}

/** The parameters with some set and some, which are empty or undefined, taken away; others stay. */
export function withChanges(
  params: URLSearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}
