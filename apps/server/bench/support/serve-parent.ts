/** Tells the process that started this one that it is ready, answers what it asks, and ends when it has. */
export function serveParent<Question>(answer?: (question: Question) => Promise<unknown>): void {
  process.on('message', (question: Question) => {
    void answer?.(question).then((result) => process.send?.(result));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
