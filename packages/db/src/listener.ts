import type { Logger } from '@flashstudio/platform';
import { Client } from 'pg';

/** Hears what `notify` tells, on one connection of its own. */
export interface Listener {
  /** Calls back for every notification on a channel; returns how to stop that. */
  on(channel: string, callback: (payload: string) => void): () => void;
  /** Calls back after the connection was lost and is up again: notifications in between are gone. */
  onReconnect(callback: () => void): () => void;
  /** Connects and keeps connected until `stop`. Throws when the first connection fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

/** Makes a listener for a database. */
export function createListener({ connectionString, logger }: { connectionString: string; logger: Logger }): Listener {
  const channels = new Map<string, Set<(payload: string) => void>>();
  const reconnects = new Set<() => void>();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new Client({ connectionString, keepAlive: true, application_name: 'flashstudio-listener' });
    // A failure while connecting rejects below; without a listener the same error would end the process.
    next.on('error', () => undefined);
    next.on('notification', ({ channel, payload }) => {
      for (const callback of channels.get(channel) ?? []) callback(payload ?? '');
    });
    try {
      await next.connect();
      for (const channel of channels.keys()) await listen(next, channel);
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
    on(channel, callback) {
      const callbacks = channels.get(channel) ?? new Set();
      if (!channels.has(channel)) {
        channels.set(channel, callbacks);
        if (client !== undefined) {
          listen(client, channel).catch((error: unknown) => logger.error({ err: error, channel }, 'could not listen'));
        }
      }
      callbacks.add(callback);
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

async function listen(client: Client, channel: string): Promise<void> {
  await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
}
