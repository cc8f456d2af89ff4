import { PaymentElement, useElements } from '@stripe/react-stripe-js';
import { useEffect, useState } from 'react';
import type { Host } from '../host.ts';
import type { StripeJs } from '../loading/use-stripe-js.ts';
import type { Problem } from '../problem.ts';
import { useTell } from '../use-tell.ts';
import { Notice } from './Notice.tsx';

interface CardFieldsProps {
  readonly host: Host;
  readonly stripe: StripeJs;
  readonly ready: boolean;
  readonly onReady: () => void;
  /** Asks for fields made anew, in place of ones that did not open. */
  readonly onRemake: () => void;
}

const PATIENCE_MS = 20_000;

const FAILED: Problem = {
  code: 'card_form_failed',
  message:
    'Stripe could not open the card form. Check your connection, turn off content blockers for this page, and try again.',
};
const SILENT: Problem = {
  code: 'card_form_timeout',
  message:
    'The card form from Stripe does not open. Check your connection, turn off content blockers for this page, and try again.',
};

/** Stripe's card fields, which load in two steps: their script, then their frame. Says which of them is missing. */
export function CardFields({ host, stripe, ready, onReady, onRemake }: CardFieldsProps) {
  const elements = useElements();
  const [broken, setBroken] = useState<Problem | null>(null);
  const waiting = elements !== null && !ready;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setBroken(SILENT), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  const problem = stripe.problem ?? broken;
  useTell(host, problem);

  return (
    <div className="card-fields">
      {problem === null ? null : (
        <Notice
          title="The card form is missing"
          retry={{ label: 'Try again', act: stripe.problem === null ? onRemake : stripe.retry }}
        >
          {problem.message}
        </Notice>
      )}
      {ready || problem !== null ? null : <div className="card-skeleton" aria-hidden="true" />}
      {/* Out of sight while it is missing, but there: fields that come late are welcome. */}
      <div hidden={problem !== null}>
        <PaymentElement
          onReady={() => {
            setBroken(null);
            onReady();
            host.tell({ type: 'ready' });
          }}
          onChange={({ complete }) => host.tell({ type: 'change', complete })}
          onLoadError={() => setBroken(FAILED)}
        />
      </div>
    </div>
  );
}
