import type { ErrorObject } from 'ajv';
import { loadValidators } from './validators.ts';

/** What an answer breaks of Stripe's published shapes; empty when nothing. */
export type ContractCheck = (status: number, body: unknown) => readonly string[];

/** Builds the check. */
export async function createContractCheck(): Promise<ContractCheck> {
  const validators = await loadValidators();
  const against = (validator: string, value: unknown, name: string): readonly string[] => {
    const validate = validators[validator];
    if (validate === undefined) return [`${name}: the SDK has no such object, or answers.ts does not list it`];
    return validate(value) === true ? [] : told(name, validate.errors ?? []);
  };

  const check = (value: unknown): readonly string[] => {
    if (!isFields(value)) return ['the answer is no object'];
    const name = String(value.object);
    if (name === 'list' || name === 'search_result') return envelope(value).concat(items(value).flatMap(check));
    if (value.deleted === true) return against(`deleted ${name}`, value, `deleted ${name}`);
    const inside = name === 'event' && isFields(value.data) ? check(value.data.object) : [];
    return [...against(`answer ${name}`, value, name), ...inside];
  };
  return (status, body) => (status < 400 ? check(body) : against('refusal', body, `${status}`));
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function items(list: Fields): readonly unknown[] {
  return Array.isArray(list.data) ? list.data : [];
}

/** https://docs.stripe.com/api/pagination and https://docs.stripe.com/api/pagination/search */
function envelope(list: Fields): string[] {
  const allowed = list.object === 'list' ? [] : ['next_page', 'total_count'];
  const wrong = [
    ...(Array.isArray(list.data) ? [] : ['data']),
    ...(typeof list.has_more === 'boolean' ? [] : ['has_more']),
    ...(typeof list.url === 'string' ? [] : ['url']),
    ...(list.object === 'list' || list.next_page === null || typeof list.next_page === 'string' ? [] : ['next_page']),
    ...Object.keys(list).filter((key) => !['object', 'data', 'has_more', 'url', ...allowed].includes(key)),
  ];
  return wrong.map((key) => `${String(list.object)}: ${key} is not as in Stripe's pages`);
}

function told(name: string, errors: readonly ErrorObject[]): string[] {
  return errors.slice(0, 6).map(({ instancePath, message, params, data }) => {
    const value = JSON.stringify(data) ?? 'nothing';
    return `${name}${instancePath}: ${message} ${JSON.stringify(params)} in ${value.slice(0, 200)}`;
  });
}
