// Manages who may sign in to the admin: `pnpm --filter @flashstudio/server admin:list`, and the others in admin-command.ts.
import { text } from 'node:stream/consumers';
import { createAuth } from '@flashstudio/auth';
import { createDb, migrate } from '@flashstudio/db';
import { createLogger, systemClock, systemScheduler } from '@flashstudio/platform';
import { type Config, readConfig } from '../env.ts';
import { type AdminOutcome, runAdminCommand, USAGE } from './admin-command.ts';

async function run({ services, sites }: Config, args: readonly string[]): Promise<AdminOutcome> {
  if (services.kind !== 'external') return { kind: 'usage' };
  await migrate({ connectionString: services.databaseUrl });
  const db = createDb({ connectionString: services.databaseUrl });
  try {
    const { people } = createAuth({
      db,
      clock: systemClock,
      scheduler: systemScheduler,
      logger: createLogger({ level: 'warn', pretty: true }),
      secret: services.authSecret,
      adminUrl: sites.admin.url,
    });
    return await runAdminCommand(args, { people, readPassword: async () => (await text(process.stdin)).trim() });
  } finally {
    await db.$disconnect();
  }
}

try {
  const outcome = await run(readConfig(), process.argv.slice(2));
  if (outcome.kind === 'done') console.log(outcome.message);
  else console.error(outcome.kind === 'usage' ? USAGE : outcome.message);
  process.exitCode = outcome.kind === 'done' ? 0 : outcome.kind === 'usage' ? 2 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
