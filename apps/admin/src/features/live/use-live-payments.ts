import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { trpc } from '../../app/api.ts';

export type LiveState = 'connected' | 'connecting';

/** Hears of every change of a payment and has what is on the screen read anew. */
export function useLivePayments(): LiveState {
  const queries = useQueryClient();
  const { status } = useSubscription(
    trpc.admin.payments.changes.subscriptionOptions(
      {},
      {
        onData({ data }) {
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.today.queryKey() });
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.list.pathKey() });
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.detail.queryKey({ id: data.paymentId }) });
        },
        onStarted() {
          // Between what was read before and the stream's beginning something may have happened; a reconnect goes on where it was.
          void queries.invalidateQueries({ queryKey: trpc.admin.payments.pathKey() });
        },
      },
    ),
  );
  return status === 'pending' ? 'connected' : 'connecting';
}
