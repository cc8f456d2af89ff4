import { CopyableId, Moment } from '../../ui/format.tsx';
import type { PaymentDetail } from './types.ts';
import { brandName, explainFailure, failureLabel } from './words.ts';

/** Every try to charge a card, with the bank's own codes beside ours. */
export function Attempts({ attempts }: { attempts: PaymentDetail['attempts'] }) {
  if (attempts.length === 0) return <p className="px-5 py-4 text-soft">The customer has not tried to pay yet.</p>;
  return (
    <ol>
      {attempts.map((attempt, index) => (
        <li key={attempt.id} className="border-b border-line px-5 py-4 last:border-b-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p className="font-medium">
              {index + 1}. {attempt.card === null ? 'Card' : `${brandName(attempt.card.brand)} ··${attempt.card.last4}`}{' '}
              <span
                className={
                  attempt.status === 'succeeded' ? 'text-good' : attempt.status === 'failed' ? 'text-bad' : 'text-wait'
                }
              >
                {failureLabel(attempt.status)}
              </span>
            </p>
            <span className="text-xs text-soft">
              <Moment at={attempt.startedAt} />
            </span>
          </div>
          {attempt.failure === null ? null : (
            <>
              <p className="mt-1">
                {failureLabel(attempt.failure.failureClass)}: {explainFailure(attempt.failure.failureClass)}
              </p>
              <p className="mt-1 flex flex-wrap gap-1.5 font-mono text-xs text-soft">
                {codes(attempt.failure).map(([name, value]) => (
                  <span key={name} className="rounded bg-raised px-1.5 py-0.5">
                    {name} {value}
                  </span>
                ))}
              </p>
            </>
          )}
          {attempt.stripeChargeId === null ? null : <CopyableId id={attempt.stripeChargeId} />}
        </li>
      ))}
    </ol>
  );
}

type Failure = NonNullable<PaymentDetail['attempts'][number]['failure']>;

function codes({ code, declineCode, adviceCode, networkDeclineCode }: Failure): [string, string][] {
  const all: [string, string | null][] = [
    ['code', code],
    ['decline', declineCode],
    ['advice', adviceCode],
    ['network', networkDeclineCode],
  ];
  return all.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));
}
