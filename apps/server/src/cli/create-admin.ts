// Creates a person for the admin, or sets their password: `pnpm --filter @flashstudio/server admin:create <e-mail> <name>`, password on standard input.
import { text } from 'node:stream/consumers';
import { createAuth } from '@flashstudio/auth';
import { createDb, migrate } from '@flashstudio/db';
import { systemClock } from '@flashstudio/platform';
import { readConfig } from '../env.ts';

const [email, name] = process.argv.slice(2);
const { services, publicUrl } = readConfig();
if (email === undefined || name === undefined || services.kind !== 'external') {
  console.error(
    'Usage: admin:create <e-mail> <name>, with DATABASE_URL and the other settings of the server; the password comes on standard input.',
  );
  process.exit(2);
}
await migrate({ connectionString: services.databaseUrl });
const db = createDb({ connectionString: services.databaseUrl });
try {
  const password = (await text(process.stdin)).trim();
  await createAuth({ db, clock: systemClock, secret: services.authSecret, publicUrl }).ensureUser({
    email,
    name,
    role: 'admin',
    password,
  });
  console.log(`${email} may sign in now.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await db.$disconnect();
}
