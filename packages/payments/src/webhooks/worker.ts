import type { Listener } from '@flashstudio/db';
import { type ApplyEventDeps, applyEvent } from './apply-event.ts';
import { INBOX_CHANNEL } from './inbox.ts';

const BATCH = 100;

/**
 * Applies every event that is due and returns how many were handled. Safe on any number of replicas at once. An event
 * that fails is put off and does not hold up the others: the state machine copes with any order.
 */
export async function drainInbox(deps: ApplyEventDeps): Promise<number> {
  let handled = 0;
  for (;;) {
    let progress = 0;
    for (const id of await deps.inbox.due(BATCH)) {
      if (await applyOrPutOff(deps, id)) progress += 1;
    }
    // Events another replica is at work on stay due until it is done: leave them to it.
    if (progress === 0) return handled;
    handled += progress;
  }
}

async function applyOrPutOff(deps: ApplyEventDeps, id: string): Promise<boolean> {
  try {
    return await applyEvent(deps, id);
  } catch (error) {
    const row = await deps.db.webhookEvent.findUnique({ where: { id }, select: { attempts: true } });
    const status = await deps.inbox.putOff(
      id,
      row?.attempts ?? 0,
      error instanceof Error ? error.message : String(error),
    );
    deps.logger[status === 'failed' ? 'error' : 'warn'](
      { err: error, stripeEventId: id, status },
      'webhook event could not be applied',
    );
    return true;
  }
}

export interface InboxWorker {
  start(): void;
  /** Resolves when the event being applied is done. */
  stop(): Promise<void>;
}

/** Keeps the inbox empty: at start, whenever an event is stored anywhere, and after a lost database connection. */
export function createInboxWorker(deps: ApplyEventDeps, listener: Listener): InboxWorker {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const unsubscribes: (() => void)[] = [];

  const wake = () => {
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const run = async () => {
    while (again && !stopped) {
      again = false;
      await drainInbox(deps).catch((error: unknown) =>
        deps.logger.error({ err: error }, 'webhook inbox could not be read'),
      );
    }
  };

  return {
    start() {
      unsubscribes.push(listener.on(INBOX_CHANNEL, wake), listener.onReconnect(wake));
      wake();
    },
    async stop() {
      stopped = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      await running;
    },
  };
}
