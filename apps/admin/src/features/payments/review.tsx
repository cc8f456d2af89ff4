import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { toast } from 'sonner';
import { v4 as uuid } from 'uuid';
import { trpc } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { useMay } from '../session/permissions.ts';
import type { PaymentDetail } from './types.ts';

const OUTCOMES = {
  paid: 'The review is cleared and the order is paid.',
  unchanged: 'The review is cleared.',
} as const;

/** Why a payment is under review, and the way out of it for who may take it. */
export function Review({ payment }: { payment: PaymentDetail }) {
  const mayClear = useMay('payments:review');
  if (payment.reviewReason === null) return null;
  return (
    <section aria-labelledby="review" className="mb-6 rounded-xl bg-bad-soft px-5 py-4">
      <h2 id="review" className="font-medium text-bad">
        Needs review: what Stripe has is not the order’s
      </h2>
      <p className="mt-0.5 whitespace-pre-line text-bad">{payment.reviewReason}</p>
      <p className="mt-2 max-w-2xl">
        Compare the payment with Stripe’s dashboard before anything is shipped: an order counts as paid only by its own
        amount in its own currency.
      </p>
      {mayClear ? <ClearReview paymentId={payment.id} /> : null}
    </section>
  );
}

function ClearReview({ paymentId }: { paymentId: string }) {
  const queries = useQueryClient();
  const field = useId();
  const [note, setNote] = useState('');
  // One decision has one key, however often it has to be sent.
  const [requestKey, setRequestKey] = useState(() => uuid());
  const clear = useMutation(
    trpc.admin.payments.clearReview.mutationOptions({
      onSuccess(answer) {
        setRequestKey(uuid());
        if (answer.kind === 'cleared') toast.success(OUTCOMES[answer.outcome]);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.admin.payments.pathKey() }),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear.mutate({ paymentId, note: note.trim(), requestKey });
  };
  return (
    <form onSubmit={submit} className="mt-4 max-w-2xl">
      <label htmlFor={field} className="block font-medium">
        What have you found?
      </label>
      <p id={`${field}-hint`} className="text-soft">
        Stripe is asked again: if all agrees by now, the review ends and your note stays in the timeline.
      </p>
      <textarea
        id={field}
        aria-describedby={`${field}-hint`}
        required
        maxLength={1_000}
        rows={2}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        className="mt-2 block w-full rounded-md border border-line bg-card px-3 py-2"
      />
      <Outcome clear={clear} />
      <Button type="submit" look="primary" className="mt-3" disabled={clear.isPending || note.trim() === ''}>
        {clear.isPending ? 'Asking Stripe …' : 'Ask Stripe and clear'}
      </Button>
    </form>
  );
}

interface OutcomeProps {
  readonly clear: {
    readonly error: { readonly message: string } | null;
    readonly data: { readonly kind: string; readonly reasons?: readonly string[] } | undefined;
  };
}

/** Why it is still under review, after it was asked for. */
function Outcome({ clear: { error, data } }: OutcomeProps) {
  if (error !== null) {
    return (
      <p role="alert" className="mt-2 text-bad">
        {error.message}
      </p>
    );
  }
  if (data?.kind !== 'still_differs') return null;
  return (
    <div role="alert" className="mt-2 text-bad">
      <p className="font-medium">It stays under review, as Stripe says:</p>
      <ul>
        {data.reasons?.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}
