import { once } from 'node:events';
import type { Pool } from 'pg';

/**
 * Gives what closes a pool that was just made; it resolves when every connection is given back and closed. A pool's own
 * `end` does not wait for its sockets: who drops the database then cuts off what is about to say goodbye, and an error
 * comes of it.
 */
export function poolCloser(pool: Pool): () => Promise<void> {
  let open = 0;
  pool.on('connect', () => {
    open += 1;
  });
  pool.on('remove', () => {
    open -= 1;
  });
  return async () => {
    await pool.end();
    while (open > 0) await once(pool, 'remove');
  };
}
