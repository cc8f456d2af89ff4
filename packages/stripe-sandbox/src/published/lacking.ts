import { published } from '../generated/published.ts';
import { API_VERSION } from './versions.ts';

/**
 * Says of what does not fit an operation that the sandbox lacks it, in words for whoever asked; undefined when it is
 * Stripe that takes no such thing. Parameters go by the names errors give them: `items[0][tax]`.
 */
export interface Lacking {
  param(param: string): string | undefined;
  value(param: string, value: string): string | undefined;
}

/** An operation by its method and path, whatever the ids in the path are called: `POST /v1/customers/:`. */
export function addressOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/:\w+/g, ':')}`;
}

/** What is lacking at an operation, for a request that asks for a version of the API. */
export function lackingAt(address: string, version: string): Lacking {
  const params = published.lackingParams[address] ?? {};
  const values = published.lackingValues[address] ?? {};
  const say = (what: string, isStripes: boolean): string | undefined => {
    const lacks = `The sandbox does not support ${what}`;
    if (isStripes) return `${lacks}, which Stripe takes here.`;
    // What there was in former times the sandbox cannot know.
    if (version !== API_VERSION)
      return `${lacks}: it knows those of ${API_VERSION}, and this request asks for ${version}.`;
    return undefined;
  };
  return {
    param(param) {
      const [, within = '', name = param] = /^(.*)\[(\w+)\]$/.exec(param) ?? [];
      return say(`the parameter ${param}`, listed(params[withoutIndexes(within)], name));
    },
    value: (param, value) => say(`${param}=${value}`, listed(values[withoutIndexes(param)], value)),
  };
}

/** Whether Stripe serves a path, as requests name it, that the sandbox does not: all of its second API among them. */
export function lacksOperation(method: string, path: string): boolean {
  if (path.startsWith('/v2/')) return true;
  const parts = path.split('/');
  return Object.entries(published.lackingOperations).some(([pattern, methods]) => {
    const names = pattern.split('/');
    return (
      listed(methods, method) &&
      names.length === parts.length &&
      names.every((name, index) => name === ':' || name === parts[index])
    );
  });
}

function withoutIndexes(param: string): string {
  return param.replaceAll(/\[\d+\]/g, '[]');
}

function listed(names: string | undefined, name: string): boolean {
  return names?.split(' ').includes(name) ?? false;
}
