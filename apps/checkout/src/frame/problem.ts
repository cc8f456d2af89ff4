/** What is in the way: a stable code for the page around us, and words for the customer. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}
