// Follows the audit from its first entry to its last: `npm run audit:verify`; docs/audit.md tells what it finds.
import { parseArgs } from 'node:util';
import { formatHead, parseHead, verifyChain } from '@flashstudio/audit';
import { createDb } from '@flashstudio/db';
import { explainFailure } from './failure.ts';
import { readCommandSettings } from './settings.ts';

const USAGE = `Usage: npm run audit:verify [-- --noted <head>]
  --noted <head>  a head that an earlier run printed, such as 1204:9f86d0…: the audit has to contain it still`;

async function run(noted: string | undefined): Promise<number> {
  const head = noted === undefined ? undefined : parseHead(noted);
  if (noted !== undefined && head === undefined) {
    console.error(USAGE);
    return 2;
  }
  const { databaseUrl } = await readCommandSettings();
  const db = createDb({ connectionString: databaseUrl });
  try {
    const verdict = await verifyChain(db, { noted: head });
    if (verdict.kind === 'broken') {
      console.error(`The audit is broken at entry ${verdict.seq}. ${verdict.problem}`);
      return 1;
    }
    console.log(`The audit is whole: ${verdict.head.entries} entries.`);
    console.log(`Its head, to be noted where nobody who can write to this database can: ${formatHead(verdict.head)}`);
    return 0;
  } finally {
    await db.$disconnect();
  }
}

try {
  const { values } = parseArgs({ options: { noted: { type: 'string' } } });
  process.exitCode = await run(values.noted);
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 2;
}
