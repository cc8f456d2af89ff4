/** A query in Stripe's search language: https://docs.stripe.com/search#search-query-language */
export interface Query {
  /** How the clauses are joined; one query cannot mix both. */
  readonly joint: 'AND' | 'OR';
  readonly clauses: readonly Clause[];
}

export interface Clause {
  readonly negated: boolean;
  readonly field: string;
  /** Of a hash such as `metadata["order"]`. */
  readonly key: string | null;
  readonly operator: Operator;
  /** Null asks whether the field is there at all. */
  readonly value: string | null;
}

export type Operator = ':' | '~' | '>' | '<' | '>=' | '<=';

/** What is wrong with a query, in words for whoever wrote it. */
export class QueryError extends Error {}
