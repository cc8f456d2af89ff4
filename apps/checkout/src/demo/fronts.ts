/** What one shop's page is made of. The checkout in it looks as the shop's settings say. */
export interface Front {
  /** As in `/?shop=casa-marea`, and the page's look in the style sheet. */
  readonly slug: string;
  readonly name: string;
  readonly logo: string;
  readonly publishableKey: string;
  readonly headline: string;
  /** The first is the one the page opens with. */
  readonly currencies: readonly [string, ...string[]];
  /** Quantities by product. */
  readonly cart: Readonly<Record<string, number>>;
}

const KILN_AND_PAPER: Front = {
  slug: 'kiln-and-paper',
  name: 'Kiln & Paper',
  logo: '/checkout/shops/kiln-and-paper.svg',
  publishableKey: 'pk_flashstudio_demo',
  headline: 'Things made slowly',
  currencies: ['usd', 'eur', 'jpy'],
  cart: { prod_mug: 1 },
};

const CASA_MAREA: Front = {
  slug: 'casa-marea',
  name: 'Casa Marea',
  logo: '/checkout/shops/casa-marea.svg',
  publishableKey: 'pk_casamarea_demo',
  headline: 'A cupboard by the sea',
  currencies: ['eur', 'gbp'],
  cart: { prod_sardines: 1 },
};

export const FRONTS: readonly Front[] = [KILN_AND_PAPER, CASA_MAREA];

/** The shop an address such as `?shop=casa-marea` asks for, or the first. */
export function frontOf(search: string): Front {
  const slug = new URLSearchParams(search).get('shop');
  return FRONTS.find((front) => front.slug === slug) ?? KILN_AND_PAPER;
}
