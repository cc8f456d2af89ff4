/** Who is asking, by their place in the network. Decided once, by the server, with the proxies before it in mind. */
export interface RequestClient {
  /** Their IP address; `unknown` when the connection is gone already. */
  readonly address: string;
  /**
   * What limits count by: the address, or for IPv6 the first address of its /64, since one customer of a provider has
   * at least that many.
   */
  readonly group: string;
}
