import ts from 'typescript-6';
import { textsOf } from './lacking.ts';
import type { SdkOperation } from './sdk-operations.ts';

/** What can be expanded of an object: the way to it, and what stands there then, several separated by spaces. */
export type Expandables = Readonly<Record<string, string>>;

/** Stripe expands no deeper. */
const DEEPEST = 4;

/** An object that the sandbox does not have can still be asked for: it is never there. */
const ELSEWHERE = '-';

/** A list that is there only when it is asked for: https://docs.stripe.com/expand#includable-properties */
const INCLUDED = '?';

/** What an operation answers with: the name of an object, with `[]` for a page of them; undefined when it has none. */
export function answerOf(checker: ts.TypeChecker, { answer }: SdkOperation): Found | undefined {
  const type = checker.getAwaitedType(answer);
  return type === undefined ? undefined : objectsIn(checker, type)[0];
}

export interface Found {
  readonly name: string;
  readonly type: ts.Type;
  readonly isList: boolean;
}

/** What can be expanded of each object that is answered. */
export function readExpandables(
  checker: ts.TypeChecker,
  answered: ReadonlyMap<string, ts.Type>,
): Readonly<Record<string, Expandables>> {
  const inOrder = [...answered].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    inOrder.map(([name, type]) => [name, Object.fromEntries(waysFrom(checker, answered, type, []))]),
  );
}

/** The ways from an object, or from a part of it that `above` leads to, to other objects. */
function waysFrom(
  checker: ts.TypeChecker,
  answered: ReadonlyMap<string, ts.Type>,
  type: ts.Type,
  above: readonly string[],
): readonly (readonly [string, string])[] {
  return checker.getPropertiesOfType(type).flatMap((property) => {
    // What the SDK adds to every answer.
    if (property.name === 'lastResponse') return [];
    const way = [...above, property.name];
    const own = checker.getTypeOfSymbol(property);
    const found = objectsIn(checker, own);
    if (found.length > 0) {
      const included = found.some(({ isList }) => isList) && (property.flags & ts.SymbolFlags.Optional) !== 0;
      const there = new Set(found.map((object) => written(object, answered)));
      return [[way.join('.'), [...(included ? [INCLUDED] : []), ...[...there].sort()].join(' ')] as const];
    }
    if (way.length >= DEEPEST) return [];
    const parts = partsOf(own).filter((part) => isPart(checker, part));
    return parts.flatMap((part) => waysFrom(checker, answered, part, way));
  });
}

function written({ name, isList }: Found, answered: ReadonlyMap<string, ts.Type>): string {
  if (!answered.has(name)) return ELSEWHERE;
  return isList ? `${name}[]` : name;
}

/** The API's objects among what a type may be, those in a list or an array of their own included. */
function objectsIn(checker: ts.TypeChecker, type: ts.Type): readonly Found[] {
  return partsOf(type).flatMap((part) => {
    if (checker.isArrayType(part)) {
      const item = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
      return item === undefined ? [] : objectsIn(checker, item);
    }
    if ((part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return [];
    const [name] = namesIn(checker, part);
    if (name === undefined) return [];
    if (name !== 'list' && name !== 'search_result') return [{ name, type: part, isList: false }];
    const data = checker.getPropertyOfType(part, 'data');
    const items = data === undefined ? [] : objectsIn(checker, checker.getTypeOfSymbol(data));
    return items.map((item) => ({ ...item, isList: true }));
  });
}

/** What an object calls itself: its `object`. */
function namesIn(checker: ts.TypeChecker, type: ts.Type): readonly string[] {
  const object = checker.getPropertyOfType(type, 'object');
  return object === undefined ? [] : textsOf(checker.getTypeOfSymbol(object));
}

/** A part of an object with fields of its own, unlike metadata. */
function isPart(checker: ts.TypeChecker, type: ts.Type): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    !checker.isArrayType(type) &&
    checker.getIndexInfosOfType(type).length === 0 &&
    checker.getSignaturesOfType(type, ts.SignatureKind.Call).length === 0
  );
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
