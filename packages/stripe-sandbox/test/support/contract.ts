import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { contractSchema } from './schemas.ts';

/** What an answer breaks of Stripe's published shapes; empty when nothing. */
export type ContractCheck = (status: number, body: unknown) => readonly string[];

/** Builds the check; each schema is compiled when it is first needed. */
export function createContractCheck(): ContractCheck {
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  ajv.addSchema(contractSchema(), 'contract');
  const compiled = new Map<string, ValidateFunction>();
  const schemaAt = (pointer: string): ValidateFunction | undefined => {
    const known = compiled.get(pointer);
    if (known !== undefined) return known;
    const found = ajv.getSchema(`contract#/definitions/${pointer}`);
    if (found !== undefined) compiled.set(pointer, found);
    return found;
  };
  const against = (pointer: string, value: unknown, name: string): readonly string[] => {
    const validate = schemaAt(pointer);
    if (validate === undefined) return [`${name}: the SDK has no such object, or answers.ts does not list it`];
    return validate(value) === true ? [] : told(name, validate.errors ?? []);
  };

  const check = (value: unknown): readonly string[] => {
    if (!isFields(value)) return ['the answer is no object'];
    const name = String(value.object);
    if (name === 'list' || name === 'search_result') return envelope(value).concat(items(value).flatMap(check));
    if (value.deleted === true) return against(`Deleted/properties/${name}`, value, `deleted ${name}`);
    const inside = name === 'event' && isFields(value.data) ? check(value.data.object) : [];
    return [...against(`Answers/properties/${name}`, value, name), ...inside];
  };
  return (status, body) => (status < 400 ? check(body) : against('Refusal', body, `${status}`));
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
