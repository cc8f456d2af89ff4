/** What one order may hold. */
export const cartLimits = {
  /** Products, those named twice counted twice. */
  items: 20,
  /** Of one product. */
  quantity: 99,
  /** Characters of a product's id. */
  productId: 64,
} as const;
