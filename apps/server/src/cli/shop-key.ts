// Makes and revokes publishable keys: `pnpm --filter @flashstudio/server shop:key`; docs/shops.md tells of keys.
import { explainFailure } from './failure.ts';
import { runKeyCommand, USAGE } from './key-command.ts';
import { operatorHere } from './operator.ts';
import { withShops } from './with-shops.ts';

try {
  const done = await withShops((shops) => runKeyCommand(process.argv.slice(2), shops, operatorHere()));
  if (done === null) console.error(USAGE);
  else console.log(done);
  process.exitCode = done === null ? 2 : 0;
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
