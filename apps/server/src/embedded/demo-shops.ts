import type { ProductInput, ShopSettings } from '@flashstudio/shops';

/** A shop of the demo, with all it sells. */
export interface DemoShop {
  /** What its page embeds the checkout with; not a secret, as any publishable key. */
  readonly key: string;
  readonly settings: Omit<ShopSettings, 'allowedOrigins'>;
  readonly products: readonly ProductInput[];
  /** What its customers pay in, the usual more than once. */
  readonly currencies: readonly string[];
  /** Of the demo's payments, relative to the other shop's. */
  readonly share: number;
}

const KILN_AND_PAPER: DemoShop = {
  key: 'pk_flashstudio_demo',
  settings: {
    name: 'Kiln & Paper',
    supportEmail: 'help@kilnandpaper.example',
    logoUrl: '/checkout/shops/kiln-and-paper.svg',
    accentColor: '#1f4d3a',
    statementSuffix: 'KILN PAPER',
    timeZone: 'America/New_York',
    reportingCurrency: 'USD',
  },
  products: [
    pottery('prod_mug', 'Ceramic mug', 'Stoneware, 350 ml, glazed by hand', 2_400n, 2_200n, 3_600n),
    pottery('prod_notebook', 'Field notebook', 'Dotted, 96 pages, lies flat', 1_600n, 1_500n, 2_400n),
    pottery('prod_lamp', 'Desk lamp', 'Warm light, brass arm', 12_900n, 11_900n, 19_000n),
    pottery('prod_tote', 'Canvas tote', 'Heavy cotton, inside pocket', 3_200n, 2_900n, 4_800n),
    pottery('prod_print', 'Art print', 'Giclée on cotton paper, A3', 5_400n, 4_900n, 8_000n),
    pottery('prod_course', 'Studio course', 'Six evenings of pottery', 24_000n, 22_000n, 36_000n),
  ],
  currencies: ['usd', 'usd', 'usd', 'usd', 'eur', 'jpy'],
  share: 3,
};

const CASA_MAREA: DemoShop = {
  key: 'pk_casamarea_demo',
  settings: {
    name: 'Casa Marea',
    supportEmail: 'ola@casamarea.example',
    logoUrl: '/checkout/shops/casa-marea.svg',
    accentColor: '#17527a',
    statementSuffix: 'CASA MAREA',
    timeZone: 'Europe/Lisbon',
    reportingCurrency: 'EUR',
  },
  products: [
    pantry('prod_sardines', 'Sardines', 'Six tins, in olive oil and lemon', 2_400n, 2_100n),
    pantry('prod_oil', 'Olive oil', 'Early harvest, 500 ml', 1_850n, 1_600n),
    pantry('prod_salt', 'Flor de sal', 'Raked by hand in Tavira, 250 g', 900n, 800n),
    pantry('prod_honey', 'Heather honey', 'From the Serra da Estrela, 450 g', 1_400n, 1_250n),
    pantry('prod_coffee', 'Coffee beans', 'Roasted on Tuesdays, 1 kg', 2_900n, 2_500n),
    pantry('prod_apron', 'Linen apron', 'Stone-washed, two pockets', 4_600n, 3_900n),
  ],
  currencies: ['eur', 'eur', 'eur', 'eur', 'gbp'],
  share: 2,
};

/** The shops of the demo; the first is the one its page opens with. */
export const DEMO_SHOPS: readonly DemoShop[] = [KILN_AND_PAPER, CASA_MAREA];

function pottery(id: string, name: string, description: string, usd: bigint, eur: bigint, jpy: bigint): ProductInput {
  return { id, name, description, imageUrl: imageOf(id), prices: { usd, eur, jpy } };
}

function pantry(id: string, name: string, description: string, eur: bigint, gbp: bigint): ProductInput {
  return { id, name, description, imageUrl: imageOf(id), prices: { eur, gbp } };
}

function imageOf(id: string): string {
  return `/checkout/products/${id}.svg`;
}
