import type { Logger } from '@flashstudio/platform';
import { Client, escapeIdentifier, type QueryResultRow } from 'pg';

/** Hears what `notify` tells, on one connection of its own. */
export interface Listener {
  /**
   * Tells all listeners of a channel, this one too, on this connection and outside of any transaction; nobody while no
   * other process listens, as of at most two seconds ago. What is told while the connection is down is lost: for hints
   * only. Rejects on a payload over 7,999 bytes.
   */
  tell(channel: string, payload: string): Promise<void>;
  /**
   * Calls back for every notification on a channel. Resolves with how to stop that once PostgreSQL listens: what is told
   * from then on is heard. While the connection is down it resolves at once; what is missed is what `onReconnect` is for.
   */
  on(channel: string, callback: (payload: string) => void): Promise<() => void>;
  /** Calls back after the connection was lost and is up again: notifications in between are gone. */
  onReconnect(callback: () => void): () => void;
  /** Connects and keeps connected until `stop`. Throws when the first connection fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const APPLICATION = 'flashstudio-listener';

/** How long one look at who else listens is believed; no longer than who listens polls by itself. */
const BELIEVED_MS = 2_000;

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

/** Makes a listener for a database. */
export function createListener({ connectionString, logger }: { connectionString: string; logger: Logger }): Listener {
  const channels = new Map<string, Set<(payload: string) => void>>();
  const reconnects = new Set<() => void>();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  let company = { known: true, until: 0 };

  /** Says one thing after another, as the connection takes only one at a time; nothing while it is down. */
  function say<Row extends QueryResultRow>(sql: string, values: readonly string[] = []): Promise<Row[]> {
    const said = turn.then(async () => (await client?.query<Row>(sql, [...values]))?.rows ?? []);
    turn = said.catch(() => undefined);
    return said;
  }

  /** Whether any other process listens: telling nobody would still cost a commit. */
  async function hasCompany(): Promise<boolean> {
    if (performance.now() < company.until) return company.known;
    const [row] = await say<{ listeners: number }>(
      'SELECT count(*)::int AS listeners FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
      [APPLICATION],
    );
    company = { known: (row?.listeners ?? 0) > 1, until: performance.now() + BELIEVED_MS };
    return company.known;
  }

  async function connect(): Promise<void> {
    const next = new Client({ connectionString, keepAlive: true, application_name: APPLICATION });
    // A failure while connecting rejects below; without a listener the same error would end the process.
    next.on('error', () => undefined);
    next.on('notification', ({ channel, payload }) => {
      for (const callback of channels.get(channel) ?? []) callback(payload ?? '');
    });
    try {
      await next.connect();
      for (const channel of channels.keys()) await next.query(listenTo(channel));
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    if (stopped) {
      await next.end();
      return;
    }
    client = next;
    watchForLoss(next);
  }

  /** Only a connection that was up can be lost: one that never came up is its caller's to try again. */
  function watchForLoss(watched: Client): void {
    let lost = false;
    const onLost = (error?: Error) => {
      if (lost || stopped) return;
      lost = true;
      client = undefined;
      logger.warn({ err: error }, 'lost the notification connection');
      void watched.end().catch(() => undefined);
      reconnect(FIRST_RETRY_MS);
    };
    watched.on('error', onLost);
    watched.on('end', () => onLost());
  }

  function reconnect(delay: number): void {
    retry = setTimeout(() => {
      connect().then(
        () => {
          if (stopped) return;
          logger.info('notification connection is up again');
          for (const callback of reconnects) callback();
        },
        () => {
          if (!stopped) reconnect(Math.min(delay * 2, LONGEST_RETRY_MS));
        },
      );
    }, delay);
  }

  return {
    async tell(channel, payload) {
      if (await hasCompany()) await say('SELECT pg_notify($1, $2)', [channel, payload]);
    },
    async on(channel, callback) {
      const callbacks = channels.get(channel) ?? new Set();
      channels.set(channel, callbacks);
      callbacks.add(callback);
      // While the connection is down this does nothing: connecting listens to every channel. To listen twice is to listen.
      await say(listenTo(channel)).catch((error: unknown) => logger.error({ err: error, channel }, 'could not listen'));
      return () => callbacks.delete(callback);
    },
    onReconnect(callback) {
      reconnects.add(callback);
      return () => reconnects.delete(callback);
    },
    start: connect,
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}

function listenTo(channel: string): string {
  return `LISTEN ${escapeIdentifier(channel)}`;
}
