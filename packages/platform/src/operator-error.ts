/** What whoever starts the program can mend: the message says what is wrong, where, and what to do; a stack would only hide it. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
