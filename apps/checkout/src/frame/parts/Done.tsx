import { useEffect, useRef } from 'react';
import type { Finished } from '../Frame.tsx';
import { Amount } from './Amount.tsx';

type DoneProps = Finished & { readonly shop: string; readonly locale: string };

/** That it is paid, or that the bank needs longer. */
export function Done({ kind, paymentId, email, amount, shop, locale }: DoneProps) {
  const processing = kind === 'processing';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="done">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <circle cx="24" cy="24" r="22" fill="none" stroke="currentColor" strokeWidth="2.5" />
        {processing ? (
          <path
            d="M24 13v12l8 5"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        ) : (
          <path
            d="M15 25l6.5 6.5L34 18.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        )}
      </svg>
      <h2 ref={heading} tabIndex={-1}>
        {processing ? 'Payment under way' : 'Payment complete'}
      </h2>
      <p>
        {processing ? (
          <>
            Your bank is still working on your payment of <Amount value={amount} locale={locale} />, which is not
            complete yet. There is nothing more to do: we write to {email} as soon as it is.
          </>
        ) : (
          <>
            Thank you. {shop} has received <Amount value={amount} locale={locale} />. A receipt is on its way to {email}
            .
          </>
        )}
      </p>
      <p className="reference">{paymentId}</p>
    </section>
  );
}
