import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useMemo } from 'react';
import { trpc } from '../../app/api.ts';
import { gather } from './gather.ts';

/** `paused`: the server refused the stream, as it does when too many are open. */
export type LiveState = 'connected' | 'connecting' | 'paused';

/** One payment tells of several things within moments, and a busy shop of many payments: what is shown is read anew at most this often (ms). */
const GATHER_MS = 400;
/** A browser gives up on a stream that is refused; by then another page may have made room (ms). */
const RETRY_MS = 30_000;

/** Hears of every change of a payment and has what is on the screen read anew. */
export function useLivePayments(): LiveState {
  const queries = useQueryClient();
  const changes = useMemo(
    () =>
      gather<string>(GATHER_MS, (paymentIds) => {
        void queries.invalidateQueries({ queryKey: trpc.admin.payments.today.queryKey() });
        void queries.invalidateQueries({ queryKey: trpc.admin.payments.list.pathKey() });
        for (const id of paymentIds) {
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.detail.queryKey({ id }) });
        }
      }),
    [queries],
  );
  useEffect(() => changes.stop, [changes]);
  const { status, reset } = useSubscription(
    trpc.admin.payments.changes.subscriptionOptions(
      {},
      {
        onData({ data }) {
          if (data !== null) changes.add(data.paymentId);
        },
        onStarted() {
          // Between what was read before and the stream's beginning something may have happened; a reconnect goes on where it was.
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.pathKey() });
        },
      },
    ),
  );
  useEffect(() => {
    if (status !== 'error') return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);
  if (status === 'error') return 'paused';
  return status === 'pending' ? 'connected' : 'connecting';
}
