/**
 * What an update changed, with the values from before, as Stripe tells it in `data.previous_attributes`
 * (https://docs.stripe.com/api/events/object#event_object-data-previous_attributes): inside a hash only the fields that
 * changed, null for a field that is new; a list whole.
 */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed: Record<string, unknown> = {};
  for (const name of names) {
    const was: unknown = Reflect.get(before, name);
    const is: unknown = Reflect.get(after, name);
    if (same(was, is)) continue;
    changed[name] = isHash(was) && isHash(is) ? previousAttributes(was, is) : (was ?? null);
  }
  return changed;
}

function isHash(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON, where a field that is absent says no less than a null. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (isHash(one) && isHash(other)) return Object.keys(previousAttributes(one, other)).length === 0;
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
