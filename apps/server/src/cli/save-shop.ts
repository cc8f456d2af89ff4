// Opens a shop or changes one: `pnpm --filter @flashstudio/server shop:save < shop.json`; docs/shops.md describes the file.
import { json } from 'node:stream/consumers';
import { explainFailure } from './failure.ts';
import { operatorHere } from './operator.ts';
import { readShopFile, saveProducts, saveShop } from './shop-file.ts';
import { withShops } from './with-shops.ts';

try {
  await withShops(async (shops) => {
    const by = operatorHere();
    const file = readShopFile(await json(process.stdin));
    const { shopId, name, publishableKey } = await saveShop(shops, file, by);
    // Told before its products: one may be refused, and the mended file must name this shop.
    console.log(`${name} is saved as ${shopId}. Its publishable key: ${publishableKey}`);
    await saveProducts(shops, shopId, file, by);
    console.log(`${file.products.length} products are saved.`);
  });
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
