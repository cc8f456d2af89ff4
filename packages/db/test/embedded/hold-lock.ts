// Takes the lock of a folder, says whether it has it, and keeps it until it is killed.
import { lockFolder } from '../../src/embedded/index.ts';

const unlock = await lockFolder(process.argv[2] ?? '');
process.stdout.write(unlock === undefined ? 'refused\n' : 'held\n');
if (unlock !== undefined) setInterval(() => undefined, 1_000_000);
