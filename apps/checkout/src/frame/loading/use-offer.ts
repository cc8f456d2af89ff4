import type { MoneyJson } from '@flashstudio/money';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Cart, nameOfCart } from '../paying/cart.ts';
import type { Problem } from '../problem.ts';
import { type Api, type Quote, readProblem, type Setup } from '../server/api.ts';
import { useLast } from './use-steady.ts';

/** A cart and what it costs. */
export interface Priced {
  readonly cart: Cart;
  readonly quote: Quote;
}

export interface Offer {
  readonly setup: Setup | undefined;
  /** The cart with its price; while another is being priced, the one before. */
  readonly priced: Priced | undefined;
  /** Whether `priced` is what the page wants now, and so may be paid. */
  readonly current: boolean;
  readonly problem: Problem | undefined;
  /** Asks again for what could not be had; undefined where asking again cannot help. */
  readonly retry: (() => void) | undefined;
  /** Asks for the price anew, and shows it. Throws when it cannot be had. */
  readonly requote: () => Promise<MoneyJson>;
}

/** What the shop offers for the cart that the page names, asked of the server once per cart. */
export function useOffer(api: Api, cart: Cart | Problem): Offer {
  const client = useQueryClient();
  const wanted = 'code' in cart ? undefined : cart;
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.setup() });
  const pricing = {
    queryKey: ['quote', wanted === undefined ? '' : nameOfCart(wanted)],
    queryFn: (): Promise<Quote> => {
      if (wanted === undefined) throw new Error('there is nothing to price');
      return api.quote(wanted);
    },
  };
  const quote = useQuery({ ...pricing, enabled: wanted !== undefined });
  const fresh = quote.isFetching || wanted === undefined ? undefined : quote.data;
  const priced = useMemo(
    () => (wanted === undefined || fresh === undefined ? undefined : { cart: wanted, quote: fresh }),
    [wanted, fresh],
  );
  const failed = [setup, quote].find((query) => query.isError && !query.isFetching);

  return {
    setup: setup.data,
    priced: useLast(priced),
    current: priced !== undefined,
    problem: 'code' in cart ? cart : failed === undefined ? undefined : readProblem(failed.error),
    retry:
      failed === undefined
        ? undefined
        : () => {
            for (const query of [setup, quote]) if (query.isError) void query.refetch();
          },
    requote: async () => (await client.fetchQuery({ ...pricing, staleTime: 0 })).total,
  };
}
