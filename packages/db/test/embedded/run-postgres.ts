// Starts PostgreSQL in a folder, says where, and keeps it until it is killed, or told to exit.
import { startEmbeddedPostgres } from '../../src/embedded/index.ts';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', database: 'kept', unsafeFast: true });
process.on('SIGUSR2', () => process.exit());
process.stdout.write(`${JSON.stringify({ pid: postgres.pid, connectionString: postgres.connectionString })}\n`);
setInterval(() => undefined, 1_000_000);
