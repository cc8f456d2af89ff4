import { runScript } from './script.mjs';

/** Runs one statement on the database of the running server. Resolves with the exit code. */
export function sql(environment, args) {
  return runScript(environment, 'packages/db', 'scripts/sql.ts', args);
}
