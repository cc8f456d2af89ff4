import type { SandboxClock } from '../context.ts';
import type { AccountStore } from '../store/account-store.ts';
import { signPayload } from './signature.ts';

/** One try to deliver an event, for people to look at. */
export interface Delivery {
  readonly id: number;
  readonly account: string;
  readonly eventId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly attempt: number;
  /** HTTP status, or null when the endpoint could not be reached. */
  readonly status: number | null;
  readonly at: Date;
}

export interface WebhookSender {
  /** Delivers an event to an endpoint soon, and again with backoff until it answers 2xx. */
  send(store: AccountStore, eventId: string, endpointId: string): void;
  /** Keeps deliveries back until `release`. */
  hold(): void;
  /** Sends what was kept back, `copies` times each, in the order things happened or the reverse. */
  release(options?: { copies?: number; order?: 'as_happened' | 'reversed' }): void;
  /** Resolves when nothing is on its way. A redelivery that waits for its time does not count. */
  settled(): Promise<void>;
  /** Newest first, at most 200. */
  deliveries(): readonly Delivery[];
  close(): Promise<void>;
}

interface Task {
  readonly store: AccountStore;
  readonly eventId: string;
  readonly endpointId: string;
  readonly attempt: number;
}

/** Stripe retries for three days in live mode and a few hours in test mode; here the first ones come quickly. */
const BACKOFF_MS = [1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];
const TIMEOUT_MS = 10_000;
const KEPT_DELIVERIES = 200;

/** Builds the sender; each endpoint gets its events one at a time, in the order they happened. */
export function createWebhookSender({
  clock,
  fetch,
}: {
  clock: SandboxClock;
  fetch: typeof globalThis.fetch;
}): WebhookSender {
  const lines = new Map<string, Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const deliveries: Delivery[] = [];
  let held: Task[] | undefined;
  let closed = false;
  let counter = 0;

  const enqueue = (task: Task) => {
    if (closed) return;
    if (held !== undefined) {
      held.push(task);
      return;
    }
    const before = lines.get(task.endpointId) ?? Promise.resolve();
    const after = before.then(() => deliver(task));
    lines.set(task.endpointId, after);
    void after.then(() => {
      if (lines.get(task.endpointId) === after) lines.delete(task.endpointId);
    });
  };

  const deliver = async (task: Task): Promise<void> => {
    const event = task.store.events.get(task.eventId);
    const endpoint = task.store.webhookEndpoints.get(task.endpointId);
    const secret = task.store.endpointSecrets.get(task.endpointId);
    if (closed || event === undefined || endpoint?.status !== 'enabled' || secret === undefined) return;
    const body = JSON.stringify(event, null, 2);
    const status = await post(fetch, endpoint.url, body, signPayload(body, secret.value, clock.now()));
    counter += 1;
    deliveries.unshift({
      id: counter,
      account: task.store.account.id,
      eventId: task.eventId,
      endpointId: task.endpointId,
      url: endpoint.url,
      attempt: task.attempt + 1,
      status,
      at: clock.now(),
    });
    deliveries.length = Math.min(deliveries.length, KEPT_DELIVERIES);
    if (status !== null && status >= 200 && status < 300) {
      const current = task.store.events.get(event.id) ?? event;
      task.store.events.set(event.id, { ...current, pending_webhooks: Math.max(0, current.pending_webhooks - 1) });
      return;
    }
    const delay = BACKOFF_MS[task.attempt];
    if (delay === undefined || closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue({ ...task, attempt: task.attempt + 1 });
    }, delay);
    timer.unref();
    timers.add(timer);
  };

  return {
    send: (store, eventId, endpointId) => enqueue({ store, eventId, endpointId, attempt: 0 }),
    hold() {
      held ??= [];
    },
    release({ copies = 1, order = 'as_happened' } = {}) {
      const waiting = held ?? [];
      held = undefined;
      const ordered = order === 'reversed' ? [...waiting].reverse() : waiting;
      for (let copy = 0; copy < copies; copy += 1) for (const task of ordered) enqueue(task);
    },
    async settled() {
      while (lines.size > 0) await Promise.all(lines.values());
    },
    deliveries: () => deliveries,
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(lines.values());
    },
  };
}

async function post(
  fetch: typeof globalThis.fetch,
  url: string,
  body: string,
  signature: string,
): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0 (sandbox)',
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
