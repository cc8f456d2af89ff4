import type { Subscription } from '@flashstudio/events';
import type { RunnableJob } from '@flashstudio/jobs';
import type { HealthChecks } from '@flashstudio/platform';

/** Something that works in the background for as long as the process does. */
export interface Worker {
  /** Resolves when it is at work. */
  start(): Promise<void>;
  /** Resolves when the work at hand is done. */
  stop(): Promise<void>;
}

/** What the server asks of a capability of the business. The container lists them once; server and health go by the list. */
export interface Capability {
  readonly jobs?: readonly RunnableJob[];
  /** Readers of the event log. */
  readonly subscriptions?: readonly Subscription[];
  readonly workers?: readonly Worker[];
  /** Puts recurring jobs on the calendar. */
  schedule?(): Promise<void>;
  health?(): Promise<HealthChecks>;
}
