import { createAuditTrail } from '@flashstudio/audit';
import { createDb, migrate } from '@flashstudio/db';
import { systemClock } from '@flashstudio/platform';
import { createShops, type Shops } from '@flashstudio/shops';
import { readCommandSettings } from './settings.ts';

/** Runs a command on the shops of the installation. */
export async function withShops<T>(work: (shops: Shops) => Promise<T>): Promise<T> {
  const { databaseUrl, checkoutUrl } = await readCommandSettings();
  await migrate({ connectionString: databaseUrl });
  const db = createDb({ connectionString: databaseUrl });
  try {
    const audit = createAuditTrail({ clock: systemClock });
    return await work(createShops({ db, clock: systemClock, audit, ownOrigin: checkoutUrl }));
  } finally {
    await db.$disconnect();
  }
}
