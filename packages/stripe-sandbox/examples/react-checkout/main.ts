import { startExample } from './start.ts';

const { url, sandboxUrl } = await startExample({ port: 4002, sandboxPort: 4001 });
process.stdout.write(`The shop is at ${url}, the sandbox at ${sandboxUrl}\n`);
