/** The shop a browser acts for: what its checkout shows, and what is done in its name. */
export interface ShopIdentity {
  readonly shopId: string;
  readonly publishableKeyId: string;
  readonly name: string;
  /** Where customers write for help. */
  readonly supportEmail: string | null;
  /** An https URL, or a path on this server. */
  readonly logoUrl: string | null;
  /** `#rrggbb` */
  readonly accentColor: string;
  /** Ends the line on a card statement, after the Stripe account's prefix. */
  readonly statementSuffix: string | null;
}

/** Tells which shop a request is for. */
export interface ShopReader {
  /**
   * Identifies the shop of a request by `x-publishable-key` and checks the embedding page's origin.
   * Throws `unauthenticated` for a missing, unknown or inactive key, `origin_not_allowed` for a page the shop does not list.
   */
  identify(headers: Headers): Promise<ShopIdentity>;
}
