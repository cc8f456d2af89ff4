// Opens a shop or changes one: `pnpm --filter @flashstudio/server shop:save < shop.json`; docs/shops.md describes the file.
import { json } from 'node:stream/consumers';
import { createDb, migrate } from '@flashstudio/db';
import { AppError, systemClock } from '@flashstudio/platform';
import { createShops } from '@flashstudio/shops';
import { readConfig } from '../env.ts';
import { readShopFile, saveProducts, saveShop } from './shop-file.ts';

const { services, sites } = readConfig();
if (services.kind !== 'external') {
  console.error('Usage: shop:save < shop.json, with DATABASE_URL and the other settings of the server.');
  process.exit(2);
}
await migrate({ connectionString: services.databaseUrl });
const db = createDb({ connectionString: services.databaseUrl });
try {
  const shops = createShops({ db, clock: systemClock, ownOrigin: sites.checkout.url });
  const file = readShopFile(await json(process.stdin));
  const { shopId, name, publishableKey } = await saveShop(shops, file);
  // Told before its products: one may be refused, and the mended file must name this shop.
  console.log(`${name} is saved as ${shopId}. Its publishable key: ${publishableKey}`);
  await saveProducts(shops, shopId, file);
  console.log(`${file.products.length} products are saved.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  for (const [field, why] of Object.entries(error instanceof AppError ? (error.details ?? {}) : {})) {
    console.error(`  ${field}: ${why}`);
  }
  process.exitCode = 1;
} finally {
  await db.$disconnect();
}
