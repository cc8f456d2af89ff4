import { AsyncLocalStorage } from 'node:async_hooks';

/** One name for each thing, so that a search finds every line of it. */
const FIELDS = [
  'requestId',
  'procedure',
  'paymentId',
  'stripeRequestId',
  'stripeEventId',
  'stripeEventType',
  'job',
  'jobId',
] as const;

/** What a line of the log belongs to. */
export type LogContext = { [Field in (typeof FIELDS)[number]]?: string };

interface Scope {
  readonly fields: LogContext;
  /** What parts of the scope have told of themselves: for the scope's own lines, not for other parts. */
  readonly ofParts: LogContext;
  readonly parent: Scope | undefined;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Stands where a scope's parts, such as the calls of one batch, belong to different things of one kind. */
const SEVERAL = 'several';

/** Runs `fn`, and everything it starts, in a scope of its own that knows nothing of the one around it: a request, a job. */
export function runWithLogContext<T>(fields: LogContext, fn: () => T): T {
  return scopes.run({ fields: { ...fields }, ofParts: {}, parent: undefined }, fn);
}

/** Runs one of several parts of a scope, such as a call of a batch: its lines carry the scope's fields and its own. */
export function runInLogContext<T>(fields: LogContext, fn: () => T): T {
  const parent = scopes.getStore();
  return scopes.run({ fields: { ...parent?.fields, ...fields }, ofParts: {}, parent }, fn);
}

/**
 * Adds to every line of the scope from now on. The scopes around it learn of it too, for the line that closes a
 * request; where their parts disagree they say `several`. Outside any scope it does nothing.
 */
export function addLogContext(fields: LogContext): void {
  const scope = scopes.getStore();
  if (scope === undefined) return;
  for (let outer = scope.parent; outer !== undefined; outer = outer.parent) tell(outer, scope.fields, fields);
  Object.assign(scope.fields, fields);
}

/** A copy of what lines written now belong to; empty outside any scope. */
export function currentLogContext(): LogContext {
  const scope = scopes.getStore();
  return { ...scope?.ofParts, ...scope?.fields };
}

/** A part that corrects itself is still one part: only another's word makes it several. */
function tell({ ofParts }: Scope, saidBefore: LogContext, fields: LogContext): void {
  for (const name of FIELDS) {
    const value = fields[name];
    const known = ofParts[name];
    if (value === undefined) continue;
    ofParts[name] = known === undefined || known === value || known === saidBefore[name] ? value : SEVERAL;
  }
}
