import { type Clause, type Query, QueryError } from './query.ts';

/** How a field can be searched: numbers are compared, texts hold other texts, tokens are what they are. */
export type FieldKind = 'numeric' | 'string' | 'token' | 'metadata';

export type SearchFields = Readonly<Record<string, FieldKind>>;

const SHORTEST_SUBSTRING = 3;

/**
 * Makes a test for objects out of a query: https://docs.stripe.com/search#query-fields. Throws `QueryError` for a field
 * of the resource that cannot be searched, or not in that way.
 */
export function matcherOf(query: Query, resource: string, fields: SearchFields): (object: object) => boolean {
  const tests = query.clauses.map((clause) => testOf(clause, kindOf(clause, resource, fields)));
  return query.joint === 'AND'
    ? (object) => tests.every((matches) => matches(object))
    : (object) => tests.some((matches) => matches(object));
}

function kindOf({ field, key }: Clause, resource: string, fields: SearchFields): FieldKind {
  const kind = fields[field];
  if (kind === undefined) {
    throw new QueryError(
      `Field \`${field}\` is an unsupported search field for resource \`${resource}\`. See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll('_', '-')} for a list of supported fields.`,
    );
  }
  if (kind === 'metadata' && key === null) throw new QueryError('metadata is searched by a key, as metadata["key"]');
  if (kind !== 'metadata' && key !== null) throw new QueryError(`${field} has no keys`);
  return kind;
}

function testOf(clause: Clause, kind: FieldKind): (object: object) => boolean {
  const holds = comparison(clause, kind);
  return (object) => holds(valueAt(object, clause)) !== clause.negated;
}

function comparison({ field, operator, value: wanted }: Clause, kind: FieldKind): (value: unknown) => boolean {
  if (wanted === null) {
    if (operator !== ':') throw new QueryError(`null can only be matched exactly, as ${field}:null`);
    return (value) => value === null || value === undefined;
  }
  if (operator === ':') {
    if (kind === 'numeric') {
      const number = numberFrom(field, wanted);
      return (value) => value === number;
    }
    const lower = wanted.toLowerCase();
    return (value) => value !== null && value !== undefined && String(value).toLowerCase() === lower;
  }
  if (operator === '~') {
    if (kind !== 'string') throw new QueryError(`${field} cannot be searched for a part of its value`);
    if (wanted.length < SHORTEST_SUBSTRING) {
      throw new QueryError(`a part of a value has at least ${SHORTEST_SUBSTRING} characters`);
    }
    const lower = wanted.toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase().includes(lower);
  }
  if (kind !== 'numeric') throw new QueryError(`${field} is no number to compare`);
  const bound = numberFrom(field, wanted);
  const compare = {
    '>': (value: number) => value > bound,
    '<': (value: number) => value < bound,
    '>=': (value: number) => value >= bound,
    '<=': (value: number) => value <= bound,
  }[operator];
  return (value) => typeof value === 'number' && compare(value);
}

function numberFrom(field: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new QueryError(`${field} is compared with a number, not with "${text}"`);
  return Number(text);
}

/** `payment_method_details.card.last4`, or a key of a hash. */
function valueAt(object: object, { field, key }: Clause): unknown {
  const path = [...field.split('.'), ...(key === null ? [] : [key])];
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
    object,
  );
}
