import type { Stripe } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';
import type { Problem } from '../problem.ts';
import { hostOf } from '../server/answers.ts';
import { loadStripeFrom } from './load-stripe.ts';

const PATIENCE_MS = 15_000;

interface StripeSource {
  readonly scriptUrl: string;
  readonly publishableKey: string;
}

export interface StripeJs {
  /** Null until it is there. */
  readonly stripe: Stripe | null;
  readonly problem: Problem | null;
  retry(): void;
}

/** Stripe.js, or why it is not there. A script that comes late is taken all the same. */
export function useStripeJs(source: StripeSource | undefined): StripeJs {
  const [stripe, setStripe] = useState<Stripe | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  const { scriptUrl, publishableKey } = source ?? {};

  useEffect(() => {
    if (scriptUrl === undefined || publishableKey === undefined || stripe !== null) return;
    // A script of an earlier attempt is welcome when it comes; that it does not come is no news then.
    let latest = true;
    const fail = (problem: Problem) => {
      if (latest) setProblem(problem);
    };
    const timer = setTimeout(() => fail(slow(hostOf(scriptUrl))), PATIENCE_MS);
    loadStripeFrom(scriptUrl, publishableKey, attempt).then(
      (loaded) => {
        setStripe((known) => known ?? loaded);
        setProblem(null);
      },
      () => {
        clearTimeout(timer);
        fail(blocked(hostOf(scriptUrl)));
      },
    );
    return () => {
      latest = false;
      clearTimeout(timer);
    };
  }, [scriptUrl, publishableKey, stripe, attempt]);

  return {
    stripe,
    problem,
    retry() {
      setProblem(null);
      setAttempt(attempt + 1);
    },
  };
}

function blocked(host: string): Problem {
  return {
    code: 'stripe_blocked',
    message: `The card form comes from ${host}, and something keeps it from loading: often a content blocker, a privacy extension or a company network. Allow ${host} for this page and try again.`,
  };
}

function slow(host: string): Problem {
  return {
    code: 'stripe_timeout',
    message: `The card form comes from ${host}, which takes very long to answer. Check your connection, or wait a moment and try again.`,
  };
}
