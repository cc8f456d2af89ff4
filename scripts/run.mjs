// The commands of the house, for a machine that has Node 20 or newer and npm and nothing else.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { auditVerify } from './lib/audit-verify.mjs';
import { dev } from './lib/dev.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { mail } from './lib/mail.mjs';
import { findNode } from './lib/node.mjs';
import { explainOwnership } from './lib/ownership.mjs';
import { root } from './lib/paths.mjs';
import { sql } from './lib/sql.mjs';
import { start } from './lib/start.mjs';
import { test } from './lib/test.mjs';

const COMMANDS = { start, dev, mail, sql, 'audit:verify': auditVerify, test };
const [name, ...args] = process.argv.slice(2);

try {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(`Use npm run ${Object.keys(COMMANDS).join(', ')}.`);
  ensureInstalled();
  process.exitCode = await COMMANDS[name](findNode(), args);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const ownership = error?.exitCode === undefined ? explainOwnership(root) : undefined;
  if (ownership !== undefined) process.stderr.write(`${ownership}\n`);
  process.exitCode = error?.exitCode ?? 1;
}
