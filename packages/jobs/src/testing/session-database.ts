import type { Logger } from '@flashstudio/platform';
import { Pool } from 'pg';
import type { Db } from 'pg-boss';

/** A database for pg-boss, with settings for every session it opens. */
export interface SessionDatabase extends Db {
  /** Resolves when every connection is closed. */
  close(): Promise<void>;
}

/**
 * Opens a pool that puts a session's settings in place before anything else is asked of it. pg-boss's own sends both at
 * once, which pg deprecates and its next version refuses: a connection takes one query at a time.
 */
export function createSessionDatabase({
  connectionString,
  logger,
}: {
  connectionString: string;
  logger: Logger;
}): SessionDatabase {
  let settings: readonly string[] = [];
  const pool = new Pool({
    connectionString,
    max: 2,
    async onConnect(client) {
      for (const statement of settings) await client.query(statement);
    },
  });
  pool.on('error', (error) => logger.error({ err: error }, 'an idle connection of the job queue broke'));
  return {
    executeSql: (text, values) => pool.query(text, values),
    async setSessionStatements(statements) {
      settings = statements;
    },
    close: () => pool.end(),
  };
}
