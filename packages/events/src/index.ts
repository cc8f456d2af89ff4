export { appendEvents, assertNoWritesYet, eventInsert, eventRows, NO_WRITES_YET } from './append.ts';
export {
  defineEvent,
  type EventDeclaration,
  type EventDefinition,
  type EventInput,
  type EventReader,
  wholeNumber,
} from './define-event.ts';
export type { Actor, Cause, DomainEvent, Json, JsonObject, NewEvent, Subject } from './event.ts';
export { createEventLog, type EventLog, type EventLogDeps } from './event-log.ts';
export {
  type Decided,
  type Decision,
  type DecisionRecorder,
  subscriptionReset,
  subscriptionRetried,
  subscriptionSkipped,
} from './operations/decisions.ts';
export type { SubscriptionHealth } from './operations/health.ts';
export type { ParkedEvent, ParkedEvents, ParkedRef } from './operations/parked-events.ts';
export type { ResetOutcome } from './operations/reset.ts';
export type { Runner } from './runner/runner.ts';
export type { RunnerSettings } from './runner/settings.ts';
export { defineSubscription, type EventOf, type NonEmpty, type Subscription } from './subscription.ts';
export type { TailOptions } from './tail/tail.ts';
