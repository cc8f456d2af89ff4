import pLimit from 'p-limit';
import { type ApplyEventsDeps, applyEvents, type DuePayment, putOff } from './apply-events.ts';
import { type DueEvent, NOT_OURS } from './inbox.ts';

/** Events looked at together. */
const LOOK = 1_000;

/** Payments of one transaction, and transactions at once: together well below the pool's connections. */
const PAYMENTS_PER_TRANSACTION = 25;
const TRANSACTIONS = 4;

/**
 * Applies every event that is due and returns how many were handled. Safe on any number of replicas at once: what one
 * has locked, another waits for and then finds done.
 */
export async function drainInbox(deps: ApplyEventsDeps): Promise<number> {
  let handled = 0;
  for (;;) {
    const due = await deps.inbox.due(LOOK);
    if (due.length === 0) return handled;
    const foreign = due.filter(({ paymentId }) => paymentId === null);
    await deps.inbox.finish(
      deps.sql,
      foreign.map(({ id }) => ({ id, status: 'ignored', outcome: NOT_OURS })),
    );
    const batches = inBatches(byPayment(due), PAYMENTS_PER_TRANSACTION);
    const applied = await pLimit(TRANSACTIONS).map(batches, (batch) => applyBatch(deps, batch));
    const progress = foreign.length + applied.reduce((sum, count) => sum + count, 0);
    if (progress === 0) return handled;
    handled += progress;
  }
}

/** A batch that fails as a whole is tried payment by payment, so that one cannot hold up the others. */
async function applyBatch(deps: ApplyEventsDeps, batch: readonly DuePayment[]): Promise<number> {
  try {
    return await applyEvents(deps, batch);
  } catch (error) {
    const [only, second] = batch;
    if (only !== undefined && second === undefined) {
      for (const { id } of only.events) await putOff(deps, id, error);
      return only.events.length;
    }
  }
  let handled = 0;
  for (const payment of batch) handled += await applyBatch(deps, [payment]);
  return handled;
}

function byPayment(due: readonly DueEvent[]): readonly DuePayment[] {
  const ours = due.flatMap((event) => (event.paymentId === null ? [] : [{ event, paymentId: event.paymentId }]));
  const groups = Map.groupBy(ours, ({ paymentId }) => paymentId);
  return [...groups].map(([paymentId, members]) => ({ paymentId, events: members.map(({ event }) => event) }));
}

function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
