/** The shop a browser acts for. */
export interface Merchant {
  readonly publishableKeyId: string;
  readonly name: string;
}

/** Tells which shop a request is for. */
export interface MerchantReader {
  /**
   * Identifies the shop of a request by `x-publishable-key` and checks the embedding page's origin.
   * Throws `unauthenticated` for a missing or unknown key, `origin_not_allowed` for a page the key does not list.
   */
  identify(headers: Headers): Promise<Merchant>;
}
