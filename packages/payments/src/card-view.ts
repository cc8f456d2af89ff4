/** A card as people are shown it. */
export interface CardView {
  readonly brand: string;
  readonly last4: string;
}

/** The one way in which rows that know a card show it; null until both brand and digits are known. */
export function cardView(row: { cardBrand: string | null; cardLast4: string | null }): CardView | null {
  return row.cardBrand === null || row.cardLast4 === null ? null : { brand: row.cardBrand, last4: row.cardLast4 };
}
