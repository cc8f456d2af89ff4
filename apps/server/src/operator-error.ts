/** What whoever starts the server can mend: the message says it all, and a stack would only hide it. */
export class OperatorError extends Error {}
