import { type Listener, notify, type Tx } from '@flashstudio/db';
import { z } from 'zod';

const CHANNEL = 'payment_changes';

const change = z.object({
  paymentId: z.string(),
  status: z.string(),
  kind: z.enum(['created', 'updated']),
  at: z.string(),
});

const announced = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(change);

/** Word that a payment is new or has moved; `at` is UTC, ISO 8601. */
export type PaymentChange = z.infer<typeof change>;

/** Announces a change to every replica when the transaction commits, and to none when it does not. */
export function announceChange(tx: Tx, announced: PaymentChange): Promise<void> {
  return notify(tx, CHANNEL, JSON.stringify(announced));
}

export type ChangeSignal = PaymentChange | { readonly kind: 'resync'; readonly at: string };

/**
 * Every change from now on until `signal` aborts. A `resync` tells that changes may have been missed while the
 * database connection was down, so that whoever shows payments reads them anew.
 */
export async function* watchChanges(
  listener: Listener,
  signal: AbortSignal,
  now: () => Date,
): AsyncGenerator<ChangeSignal> {
  const waiting: ChangeSignal[] = [];
  let wake: (() => void) | undefined;
  const push = (item: ChangeSignal) => {
    waiting.push(item);
    wake?.();
  };
  const unsubscribe = listener.on(CHANNEL, (payload) => {
    const read = announced.safeParse(payload);
    // A release with another form of this message may run beside us: then all we know is that something changed.
    push(read.success ? read.data : { kind: 'resync', at: now().toISOString() });
  });
  const unsubscribeGap = listener.onReconnect(() => push({ kind: 'resync', at: now().toISOString() }));
  const onAbort = () => wake?.();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
      wake = undefined;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    unsubscribe();
    unsubscribeGap();
  }
}
