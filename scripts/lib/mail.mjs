import { runServer } from './server.mjs';

/** Shows every e-mail with example data, anew whenever a template is saved. */
export function mail({ node, env }) {
  return runServer({ node, env: { ...env, PORT: env.PORT || '4002' } }, 'src/dev/mail-preview.ts', [
    '--watch',
    '--watch-preserve-output',
  ]);
}
