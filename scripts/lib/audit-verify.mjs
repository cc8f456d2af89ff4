import { prepareDatabaseClient } from './database-client.mjs';
import { runScript } from './script.mjs';

/** Follows the audit of the running server, or of the database that is set, to its end. Resolves with the exit code: 1 when it is broken. */
export async function auditVerify(environment, args) {
  await prepareDatabaseClient(environment.env);
  return runScript(environment, 'apps/server', 'src/cli/audit-verify.ts', args);
}
