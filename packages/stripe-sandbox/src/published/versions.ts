import { published } from '../generated/published.ts';
import { invalidParam } from '../http/errors.ts';

/** The API version of the pinned `stripe` SDK, whose shapes the sandbox answers in whatever version is asked for. */
export const API_VERSION = published.apiVersion;

const KNOWN: ReadonlySet<string> = new Set(published.versions);

/**
 * The version a request is served in: what its `Stripe-Version` header says, else the sandbox's own
 * (https://docs.stripe.com/api/versioning). Throws Stripe's 400 for one that never was.
 */
export function readVersion(header: string | undefined): string {
  if (header === undefined || KNOWN.has(header)) return header ?? API_VERSION;
  if (/^\d{4}-\d\d-\d\d(\.preview$|.*;)/.test(header)) {
    throw invalidParam(`The sandbox does not support the API version ${header}: it has no previews and no betas.`);
  }
  throw invalidParam(`Invalid Stripe API version: ${header}`);
}

/** Whether a known version is older than the release of a day, such as `2024-04-10`. */
export function isBefore(version: string, day: string): boolean {
  return version.slice(0, day.length) < day;
}

/** The version an answer says it is in: errors about the version itself name the sandbox's own. */
export function versionToName(header: string | undefined): string {
  return header !== undefined && KNOWN.has(header) ? header : API_VERSION;
}
