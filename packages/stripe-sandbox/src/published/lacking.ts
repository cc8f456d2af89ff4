import { published } from '../generated/published.ts';

/** What Stripe takes at an operation and the sandbox does not. Parameters go by the names errors give them: `items[0][tax]`. */
export interface Lacking {
  param(param: string): boolean;
  value(param: string, value: string): boolean;
}

/** An operation by its method and path, whatever the ids in the path are called: `POST /v1/customers/:`. */
export function addressOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/:\w+/g, ':')}`;
}

/** What is lacking at an operation. */
export function lackingAt(address: string): Lacking {
  const params = published.lackingParams[address] ?? {};
  const values = published.lackingValues[address] ?? {};
  return {
    param(param) {
      const [, within = '', name = param] = /^(.*)\[(\w+)\]$/.exec(param) ?? [];
      return listed(params[withoutIndexes(within)], name);
    },
    value: (param, value) => listed(values[withoutIndexes(param)], value),
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
