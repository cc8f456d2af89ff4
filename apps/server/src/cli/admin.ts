// Manages who may sign in to the admin: `pnpm --filter @flashstudio/server admin:list`, and the others in admin-command.ts.
import { text } from 'node:stream/consumers';
import { createAuditTrail } from '@flashstudio/audit';
import { createAuth } from '@flashstudio/auth';
import { createDb, migrate } from '@flashstudio/db';
import { createLogger, systemClock, systemScheduler } from '@flashstudio/platform';
import { type AdminOutcome, runAdminCommand, USAGE } from './admin-command.ts';
import { explainFailure } from './failure.ts';
import { operatorHere } from './operator.ts';
import { readCommandSettings } from './settings.ts';

async function run(args: readonly string[]): Promise<AdminOutcome> {
  const { databaseUrl, authSecret, adminUrl } = await readCommandSettings();
  await migrate({ connectionString: databaseUrl });
  const db = createDb({ connectionString: databaseUrl });
  try {
    const { people } = createAuth({
      db,
      clock: systemClock,
      scheduler: systemScheduler,
      logger: createLogger({ level: 'warn', pretty: true }),
      audit: createAuditTrail({ clock: systemClock }),
      secret: authSecret,
      adminUrl,
    });
    const readPassword = async () => (await text(process.stdin)).trim();
    return await runAdminCommand(args, { people, readPassword, by: operatorHere() });
  } finally {
    await db.$disconnect();
  }
}

try {
  const outcome = await run(process.argv.slice(2));
  if (outcome.kind === 'done') console.log(outcome.message);
  else console.error(outcome.kind === 'usage' ? USAGE : outcome.message);
  process.exitCode = outcome.kind === 'done' ? 0 : outcome.kind === 'usage' ? 2 : 1;
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
