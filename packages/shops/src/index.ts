export { brandOf, type ShopBrand } from './brand.ts';
export type { Catalog, CatalogEntry, ProductInput } from './catalog/catalog.ts';
export type { OrderItem, PricedLine, Quote } from './catalog/pricing.ts';
export type { PublishableKeys } from './keys.ts';
export { shopProcedure } from './procedure.ts';
export { type ShopSettings, shopSettings } from './settings.ts';
export { createShops, type Shops, type ShopsDeps } from './shops.ts';
