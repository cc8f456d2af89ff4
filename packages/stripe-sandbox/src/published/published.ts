/** What the types of the pinned SDK tell of Stripe's API, as far as the sandbox asks; `generated/published.ts` holds it. */
export interface Published {
  readonly sdk: string;
  /** The API version those types describe. */
  readonly apiVersion: string;
  /** Every API version there has been, oldest first. */
  readonly versions: readonly string[];
  /** What an endpoint may ask to be told of. */
  readonly eventTypes: readonly string[];
  /** Payment method types that an intent can be limited to, or rid of, and that a checkout session can be limited to. */
  readonly methodTypes: {
    readonly allowed: readonly string[];
    readonly excluded: readonly string[];
    readonly checkout: readonly string[];
  };
  /**
   * By operation, such as `POST /v1/customers`: the parameters Stripe takes and the sandbox does not, by the parameter
   * they stand in (empty for the request itself, `line_items[]` for each line), separated by spaces.
   */
  readonly lackingParams: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same for the values of a parameter that takes only some. */
  readonly lackingValues: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What an operation answers with: the name of an object, with `[]` for a page of them. */
  readonly answers: Readonly<Record<string, string>>;
  /**
   * By the name of an object: what can be expanded of it, and the objects that stand there then, separated by spaces: `-`
   * for those that the sandbox does not have, `[]` for lists. A `?` comes first where a list is only when it is asked for.
   */
  readonly expandable: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Methods of each path that the sandbox does not serve; a `:` stands for an id. */
  readonly lackingOperations: Readonly<Record<string, string>>;
}
