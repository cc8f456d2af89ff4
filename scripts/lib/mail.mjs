import { prepareDatabaseClient } from './database-client.mjs';
import { runServer } from './server.mjs';

/** Shows every e-mail with example data, anew whenever a template is saved. Resolves with its exit code. */
export async function mail({ node, env }) {
  await prepareDatabaseClient(env);
  return runServer({ node, env: { ...env, PORT: env.PORT || '4003' } }, 'src/dev/mail-preview.ts', [
    '--watch',
    '--watch-preserve-output',
  ]);
}
