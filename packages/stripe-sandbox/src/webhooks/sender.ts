import type { SandboxClock } from '../context.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { EventObject } from '../store/objects/event.ts';
import type { Agenda } from '../timing/agenda.ts';
import type { Timer } from '../timing/timer.ts';
import { isOwed, owe, settleDelivery } from './outstanding.ts';
import { createOvertaking } from './overtaking.ts';
import { type Exchange, postEvent } from './post.ts';
import { activeSecrets } from './secrets.ts';
import { signPayload } from './signature.ts';
import { describeFate, type Signing, type WebhookStress } from './stress.ts';

/** One try to deliver an event, for people to look at. */
export interface Delivery extends Exchange {
  readonly id: number;
  readonly account: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
  readonly at: Date;
  /** When it is tried again, or null when it is not. */
  readonly nextTryAt: Date | null;
  /** What was done to it on purpose, in words. */
  readonly stress: readonly string[];
}

export interface WebhookSender {
  /** Delivers an event to an endpoint soon, and again with backoff until it answers 2xx, through what stress is planned. */
  send(store: AccountStore, eventId: string, endpointId: string): void;
  /** Delivers an event once more, as by hand: no stress comes upon it. */
  resend(store: AccountStore, eventId: string, endpointId: string): void;
  /** Sends again what an endpoint had not taken when the sandbox ended, but for what was lost on purpose. */
  resume(store: AccountStore): void;
  /** Keeps deliveries back until `release`. */
  hold(): void;
  /** Sends what was kept back, `copies` times each, in the order things happened or the reverse. */
  release(options?: { copies?: number; order?: 'as_happened' | 'reversed' }): void;
  /** How many deliveries are kept back; null when none are being kept. */
  held(): number | null;
  /** Resolves when nothing is on its way. What waits for its time, or is held, does not count. */
  settled(): Promise<void>;
  /** Newest first, at most 200. */
  deliveries(): readonly Delivery[];
  close(): Promise<void>;
}

interface Task {
  readonly store: AccountStore;
  readonly eventId: string;
  readonly endpointId: string;
  /** How often it was tried before. */
  readonly tried: number;
  readonly signing: Signing;
  readonly stress: readonly string[];
}

/** Stripe retries for three days in live mode and a few hours in test mode; here the first ones come quickly. */
const BACKOFF_MS = [1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];
const KEPT_DELIVERIES = 200;
/** Twice the tolerance of the SDK: https://docs.stripe.com/webhooks#verify-official-libraries */
const STALE_MS = 600_000;
const WRONG_SECRET = 'whsec_this_is_not_the_secret_of_any_endpoint';

export interface SenderDeps {
  readonly clock: SandboxClock;
  readonly agenda: Agenda;
  readonly timer: Timer;
  readonly stress: WebhookStress;
  readonly fetch: typeof globalThis.fetch;
}

/** Builds the sender; each endpoint gets its events one at a time, in the order they happened. */
export function createWebhookSender({ clock, agenda, timer, stress, fetch }: SenderDeps): WebhookSender {
  const lines = new Map<string, Promise<void>>();
  const overtaking = createOvertaking(agenda);
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
    if (closed) return;
    const { store, eventId, endpointId } = task;
    // Copies and those sent by hand may have done it meanwhile.
    if (task.tried > 0 && !isOwed(store, eventId, endpointId)) return;
    const event = store.events.get(eventId);
    const endpoint = store.webhookEndpoints.get(endpointId);
    if (event === undefined || endpoint?.status !== 'enabled') {
      settleDelivery(store, eventId, endpointId);
      return;
    }
    const body = JSON.stringify(event, null, 2);
    const signature = sign(body, task);
    const at = clock.now();
    const exchange = await postEvent({ fetch, timer }, { url: endpoint.url, body, signature });
    if (isTaken(exchange)) settleDelivery(store, eventId, endpointId);
    record(task, event, endpoint.url, at, exchange, isTaken(exchange) ? null : tryAgain(task));
  };

  const sign = (body: string, { store, endpointId, signing }: Task): string | null => {
    if (signing === 'none') return null;
    const now = clock.now();
    const at = signing === 'stale_timestamp' ? new Date(now.getTime() - STALE_MS) : now;
    return signPayload(body, signing === 'wrong_secret' ? WRONG_SECRET : activeSecrets(store, endpointId, clock), at);
  };

  const tryAgain = (task: Task): Date | null => {
    const delay = BACKOFF_MS[task.tried];
    if (delay === undefined || closed) return null;
    const again: Task = { ...task, tried: task.tried + 1, signing: 'well', stress: [] };
    return agenda.add(delay, () => enqueue(again)).dueAt;
  };

  const record = (
    task: Task,
    event: EventObject,
    url: string,
    at: Date,
    exchange: Exchange,
    nextTryAt: Date | null,
  ) => {
    counter += 1;
    deliveries.unshift({
      id: counter,
      account: task.store.account.id,
      eventId: event.id,
      eventType: event.type,
      endpointId: task.endpointId,
      url,
      attempt: task.tried + 1,
      at,
      nextTryAt,
      stress: task.stress,
      ...exchange,
    });
    deliveries.length = Math.min(deliveries.length, KEPT_DELIVERIES);
  };

  const recordLoss = (task: Task, event: EventObject) => {
    const url = task.store.webhookEndpoints.get(task.endpointId)?.url ?? '';
    record(task, event, url, clock.now(), LOST, null);
  };

  return {
    send(store, eventId, endpointId) {
      const event = store.events.get(eventId);
      if (event === undefined) return;
      const fate = stress.next({ type: event.type, endpoint: endpointId, account: store.account.id });
      const { dropped, copies, delayMs, overtakenBy, waitMs, signing } = fate;
      const task: Task = { store, eventId, endpointId, tried: 0, signing, stress: describeFate(fate) };
      owe(store, eventId, endpointId, dropped);
      if (dropped) {
        recordLoss(task, event);
        return;
      }
      const go = () => {
        for (let copy = 0; copy < copies; copy += 1) enqueue(task);
      };
      if (delayMs > 0) agenda.add(delayMs, go);
      else if (overtakenBy > 0) overtaking.setAside(endpointId, overtakenBy, waitMs, go);
      else {
        go();
        overtaking.passed(endpointId);
      }
    },
    resend: (store, eventId, endpointId) =>
      enqueue({ store, eventId, endpointId, tried: 0, signing: 'well', stress: [] }),
    resume(store) {
      for (const { eventId, endpointId, lost } of store.outstandingDeliveries.values()) {
        if (!lost) enqueue({ store, eventId, endpointId, tried: 0, signing: 'well', stress: [] });
      }
    },
    hold() {
      held ??= [];
    },
    release({ copies = 1, order = 'as_happened' } = {}) {
      const waiting = held ?? [];
      held = undefined;
      const ordered = order === 'reversed' ? [...waiting].reverse() : waiting;
      for (let copy = 0; copy < copies; copy += 1) for (const task of ordered) enqueue(task);
    },
    held: () => held?.length ?? null,
    async settled() {
      while (lines.size > 0) await Promise.all(lines.values());
    },
    deliveries: () => deliveries,
    async close() {
      closed = true;
      await Promise.all(lines.values());
    },
  };
}

const LOST: Exchange = {
  requestHeaders: {},
  requestBytes: 0,
  status: null,
  responseBody: '',
  durationMs: 0,
  error: 'Lost on purpose, as planned.',
};

function isTaken({ status }: Exchange): boolean {
  return status !== null && status >= 200 && status < 300;
}
