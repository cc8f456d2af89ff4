import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { trpc } from '../../app/api.ts';

export type LiveState = 'connected' | 'connecting';

/** Hears of every change of a payment and has what is on the screen read anew. */
export function useLivePayments(): LiveState {
  const queries = useQueryClient();
  const { status } = useSubscription(
    trpc.admin.payments.changes.subscriptionOptions(undefined, {
      onData({ data }) {
        void queries.invalidateQueries({ queryKey: trpc.admin.payments.today.queryKey() });
        void queries.invalidateQueries({ queryKey: trpc.admin.payments.list.pathKey() });
        const detail =
          'paymentId' in data
            ? trpc.admin.payments.detail.queryKey({ id: data.paymentId })
            : trpc.admin.payments.detail.pathKey();
        void queries.invalidateQueries({ queryKey: detail });
      },
      onStarted() {
        // What happened while the connection was down was not told.
        void queries.invalidateQueries({ queryKey: trpc.admin.payments.pathKey() });
      },
    }),
  );
  return status === 'pending' ? 'connected' : 'connecting';
}
