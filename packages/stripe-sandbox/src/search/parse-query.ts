import { type Clause, type Operator, type Query, QueryError } from './query.ts';

const MOST_CLAUSES = 10;
const FIELD = /[a-z_][a-z0-9_.]*/iy;
const OPERATOR = />=|<=|:|~|>|</y;
const BARE_VALUE = /[^\s"']+/y;
const JOINT = /\s+(AND|OR)\s+/iy;
const SPACE = /\s*/y;

/** Reads a query. Throws `QueryError` at the first place where it is none. */
export function parseQuery(text: string): Query {
  const reader = createReader(text);
  reader.take(SPACE);
  const clauses = [readClause(reader)];
  const joints = new Set<string>();
  while (!reader.atEnd()) {
    const joint = reader.take(JOINT)?.trim().toUpperCase();
    if (joint === undefined) throw new QueryError(`expected AND or OR at "${reader.rest()}"`);
    joints.add(joint);
    clauses.push(readClause(reader));
  }
  if (joints.size > 1) throw new QueryError('AND and OR cannot be combined in the same query');
  if (clauses.length > MOST_CLAUSES) throw new QueryError(`a query has at most ${MOST_CLAUSES} clauses`);
  return { joint: joints.has('OR') ? 'OR' : 'AND', clauses };
}

function readClause(reader: Reader): Clause {
  const negated = reader.take(/-/y) !== undefined;
  const field = reader.take(FIELD);
  if (field === undefined) throw new QueryError(`expected a field at "${reader.rest()}"`);
  const key = readKey(reader);
  const operator = OPERATORS.find((known) => known === reader.peek(OPERATOR));
  if (operator === undefined) throw new QueryError(`expected an operator after ${field} at "${reader.rest()}"`);
  reader.take(OPERATOR);
  return { negated, field: field.toLowerCase(), key, operator, value: readValue(reader, field) };
}

const OPERATORS: readonly Operator[] = ['>=', '<=', ':', '~', '>', '<'];

/** `["order"]` after `metadata`. */
function readKey(reader: Reader): string | null {
  if (reader.take(/\[/y) === undefined) return null;
  const key = readQuoted(reader);
  if (key === undefined || reader.take(/\]/y) === undefined) {
    throw new QueryError(`expected a quoted key in brackets at "${reader.rest()}"`);
  }
  return key;
}

function readValue(reader: Reader, field: string): string | null {
  const quoted = readQuoted(reader);
  if (quoted !== undefined) return quoted;
  const bare = reader.take(BARE_VALUE);
  if (bare === undefined) throw new QueryError(`expected a value for ${field}`);
  return bare.toLowerCase() === 'null' ? null : bare;
}

/** Text in single or double quotes; a backslash keeps the next character from meaning anything. */
function readQuoted(reader: Reader): string | undefined {
  const quote = reader.take(/["']/y);
  if (quote === undefined) return undefined;
  let text = '';
  for (;;) {
    const character = reader.take(/./sy);
    if (character === undefined) throw new QueryError('a quote is not closed');
    if (character === quote) return text;
    text += character === '\\' ? (reader.take(/./sy) ?? '') : character;
  }
}

interface Reader {
  /** Takes what matches at this place, or leaves all as it is. */
  take(pattern: RegExp): string | undefined;
  peek(pattern: RegExp): string | undefined;
  rest(): string;
  atEnd(): boolean;
}

function createReader(text: string): Reader {
  const whole = text.trimEnd();
  let at = 0;
  const peek = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(whole)?.[0];
  };
  return {
    peek,
    take(pattern) {
      const found = peek(pattern);
      at += found?.length ?? 0;
      return found;
    },
    rest: () => whole.slice(at),
    atEnd: () => at >= whole.length,
  };
}
