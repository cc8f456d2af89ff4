/** What keeps a program from starting, in a sentence for whoever starts it: what is wrong, where, and what to do. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
