/** How one part of the background work is doing. */
export interface HealthCheck {
  /** False when it is so far behind, or failing, that somebody should look. */
  readonly ok: boolean;
  /** Figures to look at: counts, and times in ms. */
  readonly [figure: string]: unknown;
}

/** Checks by the name they are shown under. */
export type HealthChecks = Readonly<Record<string, HealthCheck>>;
