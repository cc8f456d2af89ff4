import ts from 'typescript-6';
import { z } from 'zod';

/** What an operation lacks, by the parameter it stands in. */
export interface Lacking {
  readonly params: Map<string, Set<string>>;
  readonly values: Map<string, Set<string>>;
}

type Json = z.core.JSONSchema.BaseSchema;

/** Compares the type of Stripe's parameters with what the sandbox takes, as deep as the sandbox looks. */
export function compareParams(checker: ts.TypeChecker, stripe: ts.Type, taken: z.ZodType): Lacking {
  const lacking: Lacking = { params: new Map(), values: new Map() };
  const compare = (type: ts.Type, schemas: readonly Json[], at: string): void => {
    for (const value of valuesLacking(type, schemas)) note(lacking.values, at, value);
    for (const member of membersOf(type)) {
      if (checker.isArrayType(member)) {
        const item = checker.getIndexTypeOfType(member, ts.IndexKind.Number);
        if (item !== undefined) compare(item, schemas.flatMap(itemsOf), `${at}[]`);
      } else if (hasNames(checker, member)) compareNames(member, schemas.filter(isClosed), at);
    }
  };
  const compareNames = (type: ts.Type, schemas: readonly Json[], at: string): void => {
    if (schemas.length === 0) return;
    for (const property of checker.getPropertiesOfType(type)) {
      const own = schemas.flatMap((schema) => alternatives(schema.properties?.[property.name]));
      if (own.length === 0) note(lacking.params, at, property.name);
      else compare(checker.getTypeOfSymbol(property), own, at === '' ? property.name : `${at}[${property.name}]`);
    }
  };
  compare(stripe, alternatives(z.toJSONSchema(taken, { io: 'input', unrepresentable: 'any' })), '');
  return lacking;
}

/** The texts of a union that the sandbox's own list of texts leaves out; none where it takes any text. */
function valuesLacking(type: ts.Type, schemas: readonly Json[]): readonly string[] {
  const lists = schemas.filter(({ type: kind }) => kind !== 'object' && kind !== 'array').map(listOf);
  const own = new Set(lists.flatMap((list) => list ?? []));
  if (own.size === 0 || lists.includes(undefined)) return [];
  return textsOf(type).filter((text) => text !== '' && !own.has(text));
}

/** The texts that a union is made of. */
export function textsOf(type: ts.Type): readonly string[] {
  return membersOf(type).flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types.flatMap(membersOf) : [type];
}

/** An object with fields of its own, unlike metadata, where every name will do. */
function hasNames(checker: ts.TypeChecker, type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0 && checker.getIndexInfosOfType(type).length === 0;
}

/** A schema that takes no other names than its own. */
function isClosed({ type, additionalProperties }: Json): boolean {
  return type === 'object' && additionalProperties === false;
}

function alternatives(schema: Json | boolean | undefined): readonly Json[] {
  if (schema === undefined || typeof schema === 'boolean') return [];
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}

function itemsOf({ items }: Json): readonly Json[] {
  return Array.isArray(items) ? items.flatMap(alternatives) : alternatives(items);
}

/** The texts a schema is limited to; undefined when it is limited to none. */
function listOf({ const: only, enum: several }: Json): readonly string[] | undefined {
  if (only !== undefined) return [String(only)];
  return several?.map(String);
}

function note(notes: Map<string, Set<string>>, at: string, name: string): void {
  const names = notes.get(at) ?? new Set();
  notes.set(at, names.add(name));
}
