// Set up before every test file: Vitest has all processes that tests start tell which lines they ran, but what tsx has
// rewritten would be counted in the wrong places. So only those do that ask for it (`typescriptProcess`).
import { PROCESS_COVERAGE } from './typescript-process.ts';

const { NODE_V8_COVERAGE: folder } = process.env;
if (folder !== undefined) process.env[PROCESS_COVERAGE] = folder;
delete process.env.NODE_V8_COVERAGE;
