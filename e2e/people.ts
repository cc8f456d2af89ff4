import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const server = fileURLToPath(new URL('../apps/server', import.meta.url));

export const PASSWORD = 'correct horse battery';

/** Adds somebody in this role to the running server, as its operator does, and gives their e-mail address. */
export async function addPerson(role: string): Promise<string> {
  const email = `${role}@flashstudio.test`;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/admin.ts', 'create', email, `An ${role}`, role], {
    cwd: server,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, DATA_DIR: process.env['E2E_DATA_DIR'], DATABASE_URL: '' },
  });
  child.stdin.end(PASSWORD);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the ${role} could not be added: exit code ${String(code)}`);
  return email;
}
